"""Make the static TTF files of the documents from the npm package of the typeface.

    npm pack @fontsource/atkinson-hyperlegible-next && tar xzf fontsource-*.tgz
    python scripts/prepare_fonts.py package/

Developers run it after a new release of the typeface, never at build time (needs fonttools[woff]).
Each face loses what print does not use (hinting, fractions, alternate figure sets) and gains an
empty U+202F: the typeface has no narrow space, and the fallback makes « 15 000 » read « 15000 ».
"""

import shutil
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

FONTS = Path(__file__).resolve().parent.parent / "inclusion/documents/fonts"
WEIGHTS = (400, 600, 700)
SUBSETS = ("latin", "latin-ext")
NARROW_SPACE = 0x202F
NARROW_SPACE_EM = 0.2
KEPT_FEATURES = ["ccmp", "kern", "locl", "mark", "mkmk", "tnum"]
DROPPED_TABLES = ["STAT", "gasp", "prep"]


def add_narrow_space(font):
    """Give the face an empty glyph for U+202F, 0.2 em wide."""
    name = "narrownobreakspace"
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = Glyph()
    font["hmtx"][name] = (round(font["head"].unitsPerEm * NARROW_SPACE_EM), 0)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[NARROW_SPACE] = name


def keep_only_what_print_uses(font):
    options = Options()
    options.layout_features = KEPT_FEATURES
    options.hinting = False
    options.drop_tables += DROPPED_TABLES
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)


def prepare(source, target):
    font = TTFont(source, recalcTimestamp=False)
    font.flavor = None
    add_narrow_space(font)
    keep_only_what_print_uses(font)
    font.save(target)
    print(f"{target.name}: {len(font.getGlyphOrder())} glyphs, {target.stat().st_size} bytes")


def main(package):
    FONTS.mkdir(parents=True, exist_ok=True)
    for subset in SUBSETS:
        for weight in WEIGHTS:
            source = package / f"files/atkinson-hyperlegible-next-{subset}-{weight}-normal.woff2"
            prepare(source, FONTS / f"atkinson-hyperlegible-next-{subset}-{weight}.ttf")
    shutil.copyfile(package / "LICENSE", FONTS / "OFL.txt")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
