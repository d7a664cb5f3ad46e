"""From tables to stored results: graph, freshness, store."""
