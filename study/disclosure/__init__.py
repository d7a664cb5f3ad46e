"""What may be published: one gate at results, pages, search index and archives."""
