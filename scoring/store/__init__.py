"""Tables, constraints, named queries, migrations. No Flask."""
