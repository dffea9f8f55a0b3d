"""What workshops print: kinds of documents, and the facts each one freezes."""
