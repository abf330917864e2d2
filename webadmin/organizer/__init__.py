"""The organizer's panel: views of Flask-Admin in the order of the stations, each a thin door to the services."""
