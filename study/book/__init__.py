"""From results and prose to pages: quotes, tables, figures, origins, notebooks, print."""
