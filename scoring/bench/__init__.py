"""How fast this machine takes a season from files to a ranking: one file a bench, each figure beside a floor."""
