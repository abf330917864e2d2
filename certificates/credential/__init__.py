"""The credential of an award: Open Badges 3.0 with one proof, its status lists, and how it is baked into pictures."""
