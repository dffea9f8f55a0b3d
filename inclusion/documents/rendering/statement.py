"""The page of charges and produits: what makes both totals stand on one line."""

# Height of a row (mm) and how many rows fit under the heads of one landscape page.
ROW, ROWS_OF_A_PAGE = 4.7, 28
DENSE_ROW, DENSE_ROWS_OF_A_PAGE = 4.1, 32
NO_FILLER = "0.0"


def layout(table):
    """Choose how both halves stand: side by side, denser, or (too long) one after the other."""
    charges, produits = rows(table["charges"]), rows(table["produits"])
    tallest = max(charges, produits)
    needed = tallest + rows_below(table)
    if needed > DENSE_ROWS_OF_A_PAGE:
        return {"kind": "is-stacked", "charges_filler": NO_FILLER, "produits_filler": NO_FILLER}
    is_dense = needed > ROWS_OF_A_PAGE
    height = DENSE_ROW if is_dense else ROW
    return {
        "kind": "is-dense" if is_dense else "",
        "charges_filler": f"{(tallest - charges) * height:.1f}",
        "produits_filler": f"{(tallest - produits) * height:.1f}",
    }


def rows(half):
    """Count the rows above the total."""
    return sum(1 + len(group["lines"]) for group in half["groups"])


def rows_below(table):
    """Count the total, the balance, and the contributions in kind with their head and total."""
    return 4 + max(len(table[half]["in_kind"]["lines"]) for half in ("charges", "produits"))
