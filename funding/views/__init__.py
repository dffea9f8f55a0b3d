"""Pages of the grantee's side."""
