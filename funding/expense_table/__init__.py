"""The table « dépenses »: its columns, what each line would do, writing it and taking it back."""
