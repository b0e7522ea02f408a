"""The numbers by which the reader judges distances, sizes and counts, each with its reason.

They are no settings: another value gives another reading, so a change here counts up
`READER_VERSION`. Units: em = the font size of the text in question, pt = 1/72 inch; shares and
factors have the unit of what they are a share of. Each reason names what
lies on either side of the value. The readings of the corpora (three producers, print of 2012 to
2025, ruled and unruled tables, one and two columns) were made with exactly these values.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class _Tolerances(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Lines(_Tolerances):
    """Glyphs to segments and lines (`page/lines.py`)."""

    column_gap: float = Field(0.9, gt=0, description=(
        "A wider gap parts two segments. A blank within a name (justified print, a narrow full- "
        "width space) is narrower; columns are set at least one character apart. [em]"
    ))  # fmt: skip
    figure_gap: float = Field(0.55, gt=0, description=(
        "The same between two digits. A blank that strayed into a figure is the space of a "
        "Latin font, a quarter to half an em; figures of two columns are further apart. [em]"
    ))  # fmt: skip
    header_gap: float = Field(0.6, gt=0, description=(
        "The same between two header texts, which are set closer to each other than figures "
        "are. [em]"
    ))  # fmt: skip
    stroke_slack: float = Field(0.06, gt=0, description=(
        "A stroke of a glyph reaches out of its box by half the width of the pen and no more: "
        "rules of cells keep away further. [em]"
    ))  # fmt: skip
    tall_glyph: float = Field(0.15, gt=0, description=(
        "Brackets reach out of the box of their line, above and below, by up to this; so near "
        "to a glyph a rule is dotted, or longer than the glyph. [em]"
    ))  # fmt: skip
    same_line: float = Field(0.45, gt=0, description=(
        "Glyphs whose middles differ by less are on one line: raised marks do, while half lines "
        "beside wrapped words differ by half a line and more. [em]"
    ))  # fmt: skip
    space_gap: float = Field(0.35, gt=0, description=(
        "A gap without a space character that is still read as a space; kerning and justified "
        "Chinese text leave less. [em]"
    ))  # fmt: skip
    space_slack: float = Field(0.5, gt=0, description=(
        "A space glyph may begin or end this far beyond the gap that it fills: producers round "
        "its advance. [pt]"
    ))  # fmt: skip
    touching: float = Field(0.05, gt=0, description=(
        "Digits closer than this touch: a space between them that is seen, also a thin one, is an "
        "eighth of an em and more. [em]"
    ))  # fmt: skip
    spread_gap: float = Field(6.0, gt=0, description=(
        "Characters of one word spread over its cell (江　宁　区) are at most this far apart; "
        "columns of one-character names are further apart. [em]"
    ))  # fmt: skip
    spread_apart: float = Field(0.5, gt=0, description=(
        "Only characters at least this far from each other can be spread. [em]"
    ))  # fmt: skip
    spread_figure: float = Field(0.3, gt=0, description=(
        "A figure beside a spread word is further from it than this: the margins of two cells; "
        "it is part of the word where it is as near as print sets figures in words. [em]"
    ))  # fmt: skip
    spread_even: float = Field(0.05, gt=0, description=(
        "The characters of a spread word are equally far apart up to this. [em]"
    ))  # fmt: skip
    spread_parted: float = Field(0.5, gt=0, description=(
        "Of three characters or more, two are of two words where they are further apart than the "
        "nearest two by more than this. [em]"
    ))  # fmt: skip
    spread_far: float = Field(2.0, gt=0, description=(
        "Unequally far apart and none nearer than this, characters are texts of their own. [em]"
    ))  # fmt: skip
    one_text: int = Field(4, gt=0, description=(
        "Header texts of at most this many characters are never parted: a four-character word "
        "is set apart only by letter spacing. [chars]"
    ))  # fmt: skip


class LetterSpacing(_Tolerances):
    """Texts set with letter spacing (`page/letter_spacing.py`)."""

    least: float = Field(0.08, gt=0, description=(
        "Less is kerning, or the side bearing of another font. [em]"
    ))  # fmt: skip
    most: float = Field(0.6, gt=0, description=(
        "Digits of one column are further apart than this from those of the next; the widest "
        "spacing that offices set (6 pt at 10.5 pt) is less. [em]"
    ))  # fmt: skip
    even: float = Field(0.03, gt=0, description=(
        "The glyphs of one text are spaced alike up to the rounding of their places. [em]"
    ))  # fmt: skip
    triples: int = Field(6, gt=0, description=(
        "So many runs of three digits spaced alike are no chance: a figure or two with blanks "
        "in it have fewer. [runs]"
    ))  # fmt: skip
    share: float = Field(0.8, gt=0, le=1, description=(
        "Of the runs that are spaced at all, so many are alike; a column of single digits beside "
        "others is not. [share of runs]"
    ))  # fmt: skip
    same_height: float = Field(0.1, gt=0, description=(
        "Glyphs of one text stand on one line up to this. [em]"
    ))  # fmt: skip
    same_size: float = Field(0.1, gt=0, description=(
        "And are of one size up to this. [pt]"
    ))  # fmt: skip


class Pages(_Tolerances):
    """What a page holds (`page_content.py`, `reader.py`)."""

    pale: float = Field(0.6, gt=0, le=1, description=(
        "From here large text is a watermark: on white it has a contrast below 3:1, too little "
        "for text that is to be read (WCAG 2 asks for 4.5:1). [brightness]"
    ))  # fmt: skip
    watermark_size: float = Field(1.6, gt=0, description=(
        "Pale text this much larger than the page's usual text is a watermark; a pale heading "
        "is smaller. [× usual size]"
    ))  # fmt: skip
    few_glyphs: int = Field(12, gt=0, description=(
        "A page with a large picture and fewer glyphs is a scan that bears a stamp or a page "
        "number. [glyphs]"
    ))  # fmt: skip
    scan_area: float = Field(0.4, gt=0, le=1, description=(
        "A picture of at least this area is large: a scan covers the page, a photograph in the "
        "text a part of it. [share of page]"
    ))  # fmt: skip
    garbled_glyphs: int = Field(4, gt=0, description=(
        "So many letters with marks beside Chinese characters are no foreign name: é in a "
        "café's name comes once or twice. [glyphs]"
    ))  # fmt: skip
    garbled_kinds: int = Field(2, gt=0, description=(
        "So many different ones: one that comes again is a bullet of a font of signs. [glyphs]"
    ))  # fmt: skip
    unreadable_glyphs: int = Field(8, gt=0, description=(
        "From so many glyphs without a character on, more is lost than a name, which is doubted "
        "where it is printed; the last page of an issue has few glyphs. [glyphs]"
    ))  # fmt: skip
    unreadable_share: float = Field(0.15, gt=0, le=1, description=(
        "A page of which so much has no character has lost a font of its text, not one of "
        "signs. [share of glyphs]"
    ))  # fmt: skip
    unreadable_kinds: int = Field(5, gt=0, description=(
        "So many different ones are text: the bullets and rules of a font of signs are a few that "
        "come again. [glyphs]"
    ))  # fmt: skip
    rule_beside: float = Field(4.0, gt=0, description=(
        "A rule this far above or below the lines of a table still belongs to it (the rule "
        "under the last row). [pt]"
    ))  # fmt: skip
    rule_width: float = Field(0.7, gt=0, le=1, description=(
        "A rule that crosses this share of a table parts its rows; the line of a footnote is a "
        "third of it. [share of width]"
    ))  # fmt: skip
    table_edge: float = Field(3.0, gt=0, description=(
        "A rule this near to the box of a table is that table's. [pt]"
    ))  # fmt: skip
    same_box: float = Field(2.0, gt=0, description=(
        "A grid that reaches out of another by less than this lies inside it. [pt]"
    ))  # fmt: skip
    outline: float = Field(1.0, gt=0, description=(
        "White space around the lines of a table that has no frame, so that its box cuts no "
        "ink. [pt]"
    ))  # fmt: skip
    many_hidden: int = Field(20, gt=0, description=(
        "More invisible glyphs than this are reported; fewer are what producers leave behind "
        "(blank marks, list numbers). [glyphs]"
    ))  # fmt: skip
    repeated_lines: int = Field(3, gt=0, description=(
        "Lines that may be repeated above the part of a table on the next page: caption, unit, "
        "续表. [lines]"
    ))  # fmt: skip


class Booklets(_Tolerances):
    """Two or four pages on a sheet (`page/booklets.py`)."""

    wide: float = Field(1.25, gt=0, description=(
        "A sheet of two upright A pages is 1.41 times as wide as high; two of the squarest "
        "formats in use are 1.3. [width / height]"
    ))  # fmt: skip
    gutter: float = Field(0.05, gt=0, le=1, description=(
        "Nothing is printed or ruled in so wide a strip in the middle: the inner margins of two "
        "A4 pages are 0.08 and more, those of two columns less. [share of width]"
    ))  # fmt: skip
    level_gutter: float = Field(0.02, gt=0, le=1, description=(
        "Nothing is printed or ruled in so high a strip in the middle of a sheet of four pages: "
        "below a page number, and above the first line of the page under it, there are 15 pt and "
        "more of 842. [share of height]"
    ))  # fmt: skip
    turned: float = Field(0.2, ge=0, le=1, description=(
        "The glyphs of a page that lies are nearly all turned, those of a slanted watermark are "
        "few beside the text. [share]"
    ))  # fmt: skip


class Grids(_Tolerances):
    """Rules to grids (`tables/grid.py`)."""

    snap: float = Field(2.2, gt=0, description=(
        "Rules closer than this are one: double lines and borders drawn by both neighbours are "
        "up to 2 pt apart, the lowest row of print is 6 pt high. [pt]"
    ))  # fmt: skip
    join: float = Field(5.0, gt=0, description=(
        "Pieces of one line may be this far apart (dashes, crossings left out); two tables "
        "beside each other are further apart, or closed by rules (`piece_gap`). [pt]"
    ))  # fmt: skip
    reach: float = Field(2.6, gt=0, description=(
        "A rule belongs to a grid when it comes this near to one of its rules: lines end at the "
        "outer or the inner edge of a thick border. [pt]"
    ))  # fmt: skip
    wall: float = Field(0.6, gt=0, le=1, description=(
        "A field's side is a wall when rules cover this share. Dashed borders cover about two "
        "thirds; a rule that overshoots into the next field covers less than half of it. [share "
        "of side]"
    ))  # fmt: skip
    piece_gap: float = Field(1.5, gt=0, description=(
        "Pieces nearer than this are always one line, whatever crosses them. [pt]"
    ))  # fmt: skip
    stroke: float = Field(18.0, gt=0, description=(
        "A rule that is shorter is a stroke of a pen, unless it runs from rule to rule. [pt]"
    ))  # fmt: skip
    curve_piece: float = Field(9.0, gt=0, description=(
        "Pieces of a curve drawn as lines are shorter: rows of the smallest print are about so "
        "high. [pt]"
    ))  # fmt: skip
    curve_pieces: int = Field(2, gt=1, description=(
        "So many of them end to end are a curve: others of it are too slanted to look like rules. "
        "[pieces]"
    ))  # fmt: skip
    aside: float = Field(0.08, gt=0, description=(
        "The next piece of a curve is further aside than this; pieces of a rule are in line up "
        "to rounding. [pt]"
    ))  # fmt: skip
    meets: float = Field(1.0, gt=0, description=(
        "A line ends at a rule when it ends this near to it. [pt]"
    ))  # fmt: skip
    corner_least: float = Field(1.5, gt=0, description=(
        "The radius of a round corner that keeps the sides of a frame apart is at least this. [pt]"
    ))  # fmt: skip
    corner_most: float = Field(15.0, gt=0, description=(
        "And at most this: about the height of a row. [pt]"
    ))  # fmt: skip
    most_fields: int = Field(100000, gt=0, description=(
        "More fields than this are graph paper: a page printed as small as can be read holds "
        "300 rows of 100 columns. Its text is read as text. [fields]"
    ))  # fmt: skip
    sheet_cuts: int = Field(4, gt=0, description=(
        "A sheet of a spreadsheet has so many lines in both directions at least: around letters "
        "and two columns, numbers and two rows. [rules]"
    ))  # fmt: skip
    frame_gap: float = Field(2.0, gt=0, description=(
        "Frames side by side that hold the columns of one table are this near. [× height of rows]"
    ))  # fmt: skip
    frame_rows: int = Field(3, gt=0, description=(
        "They have so many rows of figures at least: of fewer the heights agree by chance. [rows]"
    ))  # fmt: skip
    frame_header: int = Field(2, ge=0, description=(
        "So many rules of one may be at no height of the other: levels of its header. [rules]"
    ))  # fmt: skip
    apart_pairs: int = Field(3, gt=0, description=(
        "So many pairs of level rules that are equally near are the sides of cells that are apart. "
        "[pairs]"
    ))  # fmt: skip
    open_row: int = Field(3, gt=0, description=(
        "So many verticals that all end at one height close a row that no rule closes. [rules]"
    ))  # fmt: skip
    open_height: float = Field(6.0, gt=0, description=(
        "Such a row is higher: a line of the smallest print. [pt]"
    ))  # fmt: skip
    last_row: float = Field(1.2, gt=0, description=(
        "The lone rule that closes a last row without verticals is at most this far below. [× "
        "highest row]"
    ))  # fmt: skip


class RuledTables(_Tolerances):
    """Grids to cells (`tables/ruled_table.py`)."""

    beyond_edge: float = Field(3.0, gt=0, description=(
        "So far beyond its table the rest of a figure too wide for its cell is looked for. [em]"
    ))  # fmt: skip
    beyond_gap: float = Field(0.5, gt=0, description=(
        "Its glyphs are no further from each other; what is beside a table is. [em]"
    ))  # fmt: skip
    over_edge: float = Field(0.3, gt=0, le=1, description=(
        "A glyph that reaches this far over a rule may belong to the other cell; its white side "
        "bearing explains less. [share of glyph]"
    ))  # fmt: skip
    heading_row: float = Field(1.6, ge=1, description=(
        "The row of a heading without rules beside it is at most so much as high as the row "
        "below. [height of a row]"
    ))  # fmt: skip
    heading_letters: int = Field(20, gt=0, description=(
        "Such a heading has at most so many letters; a longer text is a remark. [letters]"
    ))  # fmt: skip
    hidden_columns: float = Field(0.2, gt=0, le=1, description=(
        "From this share of rows with two figures in one cell, columns without rules are "
        "assumed; notes in single rows stay below it. [share of rows]"
    ))  # fmt: skip
    longest_bracket: int = Field(12, gt=0, description=(
        "The longest text in brackets that belongs to the word before it: 万元, %, 含分院 and the "
        "like. [glyphs]"
    ))  # fmt: skip
    fewest_cuts: int = Field(3, gt=0, description=(
        "A table has two columns, which are three vertical cuts; less is a frame. [cuts]"
    ))  # fmt: skip
    fewest_cells: int = Field(4, gt=0, description=(
        "A table has two rows of two columns. [cells]"
    ))  # fmt: skip
    same_height: float = Field(0.3, gt=0, description=(
        "Glyphs of one figure differ in height by less; a raised mark differs by more. [em]"
    ))  # fmt: skip
    overlap: float = Field(0.3, gt=0, description=(
        "Glyphs drawn one after the other overlap by at most this (kerning, bold by double "
        "strike). [em]"
    ))  # fmt: skip
    touching: float = Field(0.12, gt=0, description=(
        "A gap within a figure or a word is narrower; a space is 0.25. [em]"
    ))  # fmt: skip
    row_height: float = Field(3.0, gt=0, description=(
        "Figures of one row are within this height of each other, whatever cell they are in. "
        "[pt]"
    ))  # fmt: skip
    whole_rows: float = Field(0.75, gt=0, le=1, description=(
        "In a band of several rows this share of the cells has a line for every row; the rest "
        "are blank or span rows. [share of cells]"
    ))  # fmt: skip
    many_rows: float = Field(0.5, gt=0, le=1, description=(
        "The same in a band of three rows and more, in which figures below each other are "
        "evidence enough. [share of cells]"
    ))  # fmt: skip
    gap_column: float = Field(8.0, gt=0, description=(
        "An empty column narrower than this is the gap of a double rule: it could not hold a "
        "figure of two digits. [pt]"
    ))  # fmt: skip
    torn_confidence: float = Field(0.9, gt=0, le=1, description=(
        "Of a grid whose rules leave a field open. [confidence]"
    ))  # fmt: skip


class SpreadCells(_Tolerances):
    """Texts spread over the width of their cells (`tables/spread_cells.py`)."""

    least: float = Field(0.2, gt=0, description=(
        "Less white space between all glyphs of a text is none that a reader takes for a blank. "
        "[em]"
    ))  # fmt: skip
    even: float = Field(0.08, gt=0, description=(
        "It differs within a text by less: places are rounded. [em]"
    ))  # fmt: skip
    texts: int = Field(3, gt=0, description=(
        "So many texts of three glyphs and more show that a table spreads its texts. [texts]"
    ))  # fmt: skip
    ends: float = Field(2.5, gt=0, description=(
        "They have the same margins up to the side bearings of glyphs and the width of rules, "
        "both together. [pt]"
    ))  # fmt: skip
    same_line: float = Field(0.3, gt=0, description=(
        "Glyphs whose middles differ by more stand on two lines. [em]"
    ))  # fmt: skip


class CellTexts(_Tolerances):
    """Marks beside the text of a cell, and figures over its lines (`tables/cell_text.py`)."""

    raised_size: float = Field(0.95, gt=0, description=(
        "A glyph below this size, set higher, is a superscript. Two fonts of one line are set "
        "in one size. [× size of line]"
    ))  # fmt: skip
    small_mark: float = Field(0.8, gt=0, description=(
        "One or two glyphs smaller than this are a mark: superscripts are set at half to three "
        "quarters. [× size beside]"
    ))  # fmt: skip
    mark_glyphs: int = Field(2, gt=0, description=(
        "A mark has at most this many glyphs (①, *, 12). [glyphs]"
    ))  # fmt: skip
    figure_lines: int = Field(3, gt=0, description=(
        "So many lines of figures in a cell are several figures: one figure, too wide for its "
        "cell, is broken once, unless its lines fill the cell. [lines]"
    ))  # fmt: skip
    margin: float = Field(7.0, gt=0, description=(
        "White space on each side of a text that fills its cell, at most: office programs leave "
        "5.4, and half a rule. [pt]"
    ))  # fmt: skip
    blank_rows: int = Field(3, gt=0, description=(
        "A column with a header and nothing in so many rows is doubted: a publisher who has no "
        "figures prints a mark, or zeros. [rows]"
    ))  # fmt: skip
    ranked_rows: int = Field(6, gt=0, description=(
        "So many figures with another in brackets show whether those are ranks: chance puts six "
        "in order once in 360 columns. [rows]"
    ))  # fmt: skip
    raised: float = Field(0.13, gt=0, description=(
        "How far above the foot of the line a superscript ends; a smaller glyph on the same "
        "baseline ends near it. [em]"
    ))  # fmt: skip
    raised_top: float = Field(0.3, gt=0, description=(
        "How far below the top of the line a superscript begins; a subscript begins lower. [em]"
    ))  # fmt: skip
    lowered: float = Field(0.08, gt=0, description=(
        "How far below the baseline of the line a subscript stands: word processors lower it by "
        "0.14, browsers by 0.2; fonts of one line share their baseline. [em]"
    ))  # fmt: skip


class UnruledTables(_Tolerances):
    """Tables that white space draws (`tables/find_unruled.py`, `tables/unruled_*.py`)."""

    row_texts: int = Field(3, gt=0, description=(
        "A wide row: a name and two figures. [texts]"
    ))  # fmt: skip
    wide_rows: int = Field(2, gt=0, description=(
        "So many wide rows make a table without a header. [rows]"
    ))  # fmt: skip
    narrow_rows: int = Field(4, gt=0, description=(
        "So many rows of a name and a figure make one; fewer are what prose wraps to. [rows]"
    ))  # fmt: skip
    first_pitch: float = Field(2.6, gt=0, description=(
        "The distance to the next row, where only one row is known: double line spacing, and a "
        "little. [em]"
    ))  # fmt: skip
    row_gap: float = Field(2.2, gt=0, description=(
        "A larger distance ends the table: one blank row within it is 2.0. [× pitch]"
    ))  # fmt: skip
    total_gap: float = Field(4.0, gt=0, description=(
        "A row of totals that is set off below its table is at most so far below. [× pitch]"
    ))  # fmt: skip
    group_gap: float = Field(3.2, gt=0, description=(
        "Two blank rows between groups of rows of one table, and a little. [× pitch]"
    ))  # fmt: skip
    group_apart: float = Field(1.4, gt=1, description=(
        "The heading of a group is so much further from the rows above than from those below. "
        "[× pitch]"
    ))  # fmt: skip
    indent: float = Field(0.5, gt=0, description=(
        "Names below the heading of their group begin so far right of it. [em]"
    ))  # fmt: skip
    group_columns: int = Field(2, gt=1, description=(
        "So many columns of figures in the same places are those of one table. [columns]"
    ))  # fmt: skip
    wide_rule: float = Field(0.7, gt=0, le=1, description=(
        "A rule that crosses this share of a row parts rows. [share of row]"
    ))  # fmt: skip
    band: float = Field(5.5, gt=0, description=(
        "Rules further apart enclose several rows: five wrapped lines of a name fill 5. [em]"
    ))  # fmt: skip
    even_pitch: float = Field(0.25, gt=0, description=(
        "A heading in a row of its own is as far from the rows around it as rows are from each "
        "other, up to this. [em]"
    ))  # fmt: skip
    set_left: float = Field(3.0, gt=0, description=(
        "It may begin so far left of the figures below it, as where order numbers are set in the "
        "middle of their column. [em]"
    ))  # fmt: skip
    heading_width: float = Field(0.4, gt=0, le=1, description=(
        "Such a heading is shorter; a sentence is longer. [share of row]"
    ))  # fmt: skip
    same_size: float = Field(1.0, gt=0, description=(
        "Lines of one table differ in font size by less. [pt]"
    ))  # fmt: skip
    known_rows: int = Field(3, gt=0, description=(
        "So many rows show where the columns are. [rows]"
    ))  # fmt: skip
    left_slack: float = Field(3.0, gt=0, description=(
        "A name may begin this far left of the names above it (side bearings, justified print). "
        "[pt]"
    ))  # fmt: skip
    wrapped_close: float = Field(0.5, gt=0, description=(
        "The second line of a wrapped name is nearer than this to the first. [em]"
    ))  # fmt: skip
    label_pitch: float = Field(1.5, gt=0, description=(
        "A line of words that fills a whole row is at most this far below the last. [× pitch]"
    ))  # fmt: skip
    last_gap: float = Field(0.4, gt=0, description=(
        "The same below the last row, where no row follows and a note may be taken for a name. [em]"
    ))  # fmt: skip
    last_width: float = Field(0.6, gt=0, le=1, description=(
        "What is left of a wrapped name is shorter than this. [share of names]"
    ))  # fmt: skip
    last_size: float = Field(0.5, gt=0, description=(
        "It has the size of the name. [pt]"
    ))  # fmt: skip
    least_leading: float = Field(0.9, gt=0, description=(
        "Lines of one text are at least so far apart: nearer are texts of two columns. [em]"
    ))  # fmt: skip
    same_leading: float = Field(1.1, gt=1, description=(
        "The next line of a cell that a page break cuts is no further away than the others of "
        "the table, and a little. [× leading]"
    ))  # fmt: skip
    header_reach: float = Field(1.4, gt=0, description=(
        "Header lines are at most this far apart; a caption is set off by more. [em]"
    ))  # fmt: skip
    header_lines_above: float = Field(8.0, gt=0, description=(
        "A header above the frame of its table begins at most so far above it. [em]"
    ))  # fmt: skip
    rest_lines: int = Field(3, gt=0, description=(
        "The rest of a name that a page break cuts has so many lines at most. [lines]"
    ))  # fmt: skip
    header_reach_ruled: float = Field(3.0, gt=0, description=(
        "The same where a rule between them shows that both belong to one frame. [em]"
    ))  # fmt: skip
    header_pitch: float = Field(1.2, gt=0, description=(
        "The header may be this much further from the first row than rows are from each other. "
        "[× row gap]"
    ))  # fmt: skip
    header_size: float = Field(1.6, gt=0, description=(
        "Header and rows differ in font size by at most this; a caption is larger. [pt]"
    ))  # fmt: skip
    header_width: float = Field(0.3, gt=0, le=1, description=(
        "A single text of a header is narrower; a sentence or a caption is wider. [share of "
        "row]"
    ))  # fmt: skip
    half_line: float = Field(0.95, gt=0, description=(
        "Words wrapped over two lines are half a line above and below their figures, which is "
        "less than this up to nearly double spacing. [em]"
    ))  # fmt: skip
    next_line: float = Field(1.5, gt=0, description=(
        "The second line of a figure is at most this far below the first; rows have white space "
        "between them. [em]"
    ))  # fmt: skip
    broken_figures: int = Field(3, gt=0, description=(
        "So many figures of several rows fill their columns, where white space alone shows that "
        "they go on below. [figures]"
    ))  # fmt: skip
    even: float = Field(0.1, gt=0, description=(
        "The halves of a figure over two lines are as far above the others of its row as below, "
        "up to this. [em]"
    ))  # fmt: skip
    fewest_bands: int = Field(3, gt=0, description=(
        "Rules that part every row leave so many bands between them. [bands]"
    ))  # fmt: skip
    full_row: float = Field(0.6, gt=0, le=1, description=(
        "A row that fills so many columns is a whole one, not the half line of another. [share "
        "of columns]"
    ))  # fmt: skip
    rows_apart: float = Field(1.25, gt=0, description=(
        "Two whole rows are at least this far apart. [em]"
    ))  # fmt: skip
    band_lines: float = Field(5.0, gt=0, description=(
        "A band between two rules that is higher holds several rows. [em]"
    ))  # fmt: skip
    crossed_gutter: int = Field(10, gt=0, description=(
        "A gutter may be crossed by one row in so many: a long name, a note. [rows]"
    ))  # fmt: skip
    header_clear: float = Field(2.0, gt=0, description=(
        "A header text without figures below makes a column when it is this far from the "
        "columns beside it. [pt]"
    ))  # fmt: skip
    header_room: float = Field(1.6, gt=0, description=(
        "And when the gap around it is so much wider than itself: else it only "
        "straddles two columns. [× its width]"
    ))  # fmt: skip
    gutter_reach: float = Field(0.6, gt=0, description=(
        "A gap this near to a gutter is the one that the gutter means. [em]"
    ))  # fmt: skip
    set_aside: float = Field(2.0, gt=0, description=(
        "A figure set aside, as that of a total is, ends so near before the column that it "
        "belongs to. [em]"
    ))  # fmt: skip
    figures_apart: float = Field(0.28, gt=0, description=(
        "White space between two figures, in which no blank is drawn, is that of a gutter from "
        "this width on: the margins of two cells. [em]"
    ))  # fmt: skip
    figures_apart_exact: float = Field(0.15, gt=0, description=(
        "The same where all other glyphs of the text follow each other without any gap, as in "
        "print and not in a scan. [em]"
    ))  # fmt: skip
    name_before_figure: int = Field(2, gt=0, description=(
        "A name of a row, before its first figure, has so many characters. [chars]"
    ))  # fmt: skip
    overrun: float = Field(0.25, ge=0, lt=1, description=(
        "Of a name over two lines so much at most reaches over the first figure of its row. "
        "[share of glyphs]"
    ))  # fmt: skip
    counted: float = Field(0.8, gt=0, le=1, description=(
        "Order numbers count up by one in this share of the rows; the others are slips. [share "
        "of rows]"
    ))  # fmt: skip
    gutter_gap: float = Field(0.25, gt=0, description=(
        "A gap between two texts that look like one is at least a space wide. [em]"
    ))  # fmt: skip
    even_gap: float = Field(0.04, gt=0, description=(
        "The glyphs of one text are set evenly up to this. [em]"
    ))  # fmt: skip
    even_texts: int = Field(4, gt=0, description=(
        "Texts that touch have so many characters; a text with more odd gaps is set unevenly. "
        "[chars]"
    ))  # fmt: skip
    near_row: float = Field(1.3, gt=0, description=(
        "Words nearer than this to a row belong to it. [× pitch]"
    ))  # fmt: skip
    cut_rest: float = Field(0.45, gt=0, description=(
        "The rest of a row that a page break cut is set off from the next row by more than its "
        "lines are. [em]"
    ))  # fmt: skip
    label_gap: float = Field(0.5, gt=0, description=(
        "A label of its own row (a total) is set off by more than the lines of a wrapped name. "
        "[em]"
    ))  # fmt: skip
    column_overlap: float = Field(0.5, gt=0, description=(
        "A text is in a column that it overlaps by more than this. [pt]"
    ))  # fmt: skip
    header_end: float = Field(0.6, gt=0, description=(
        "The rest of a row cut by a page break is set off by more than this from the header "
        "above it. [em]"
    ))  # fmt: skip
    sure_confidence: float = Field(0.95, gt=0, le=1, description=(
        "Of a table whose rows agree on the columns and whose header has one text for each. "
        "[confidence]"
    ))  # fmt: skip
    unsure_confidence: float = Field(0.6, gt=0, le=1, description=(
        "Of any other: its figures are doubtful. [confidence]"
    ))  # fmt: skip


class WrappedWords(_Tolerances):
    """Words over several lines, where no rules part rows (`tables/wrapped_words.py`)."""

    set_in: float = Field(0.4, gt=0, description=(
        "Rows below a heading that are set in begin further right by more than this, [em]"
    ))  # fmt: skip
    same_left: float = Field(1.0, gt=0, description=(
        "all at one place, as lines of one column do up to the side bearings of glyphs. [pt]"
    ))  # fmt: skip
    blank: float = Field(0.3, gt=0, description=(
        "White space between two words on a line: a blank of Latin letters is a quarter. [em]"
    ))  # fmt: skip
    slack: float = Field(0.3, gt=0, lt=0.5, description=(
        "The height of a row's figures differs from that of its words by less; a line of words "
        "more or less would move their middle by half a line. [em]"
    ))  # fmt: skip
    uneven: float = Field(0.2, gt=0, description=(
        "Lines of one cell are as far apart as those of another; by so much more they are not. "
        "[em]"
    ))  # fmt: skip
    closer: float = Field(0.15, gt=0, description=(
        "Lines of two rows are never this much closer than those of one. [em]"
    ))  # fmt: skip
    most_leading: float = Field(2.2, gt=0, description=(
        "Lines of one cell are nearer than this: double line spacing, and a little. [em]"
    ))  # fmt: skip
    most_rest: int = Field(10, gt=0, description=(
        "The rest of a row that a page break cut has at most so many lines: a long name with one "
        "character a line. [lines]"
    ))  # fmt: skip
    most_skipped: int = Field(1, ge=0, description=(
        "So many lines between two rows may belong to neither: a heading of its own. [lines]"
    ))  # fmt: skip
    no_words: float = Field(2.0, gt=0, description=(
        "A row without words counts as much as so many oddly spaced lines. [lines]"
    ))  # fmt: skip
    no_row: float = Field(0.8, gt=0, description=(
        "And a line without a row as so many. [lines]"
    ))  # fmt: skip
    odd_rows: float = Field(0.2, gt=0, le=1, description=(
        "A way in which more is odd is none. [share of rows]"
    ))  # fmt: skip
    odd_few: float = Field(2.0, gt=0, description=(
        "Both ends of a page may be odd in any table. [lines]"
    ))  # fmt: skip
    clear: float = Field(1.5, gt=0, description=(
        "The best way is less odd than any other by this, or the rows are doubtful. [lines]"
    ))  # fmt: skip


class Headers(_Tolerances):
    """Header texts that no rule divides (`tables/unruled_headers.py`)."""

    header_pieces: int = Field(600, gt=0, description=(
        "A header has at most so many pieces of text: levels, and lines of each, over a hundred "
        "columns. What has more is no header, and to compare each with each takes minutes. [texts]"
    ))  # fmt: skip
    aligned: float = Field(3.0, gt=0, description=(
        "Edges or middles of the lines of one header text differ by less. [pt]"
    ))  # fmt: skip
    same_level: float = Field(0.35, gt=0, lt=0.5, description=(
        "Header texts of one level have their middles at one height up to this, whatever number "
        "of lines they have. [em]"
    ))  # fmt: skip
    same_leading: float = Field(0.05, gt=0, description=(
        "The lines of one header text are equally far apart up to this. [em]"
    ))  # fmt: skip
    printed_over: float = Field(0.15, gt=0, description=(
        "Glyphs of one text do not overlap by more (kerning, italics). [em]"
    ))  # fmt: skip
    shortest: int = Field(2, gt=0, description=(
        "A header text that is printed over another has so many characters. [chars]"
    ))  # fmt: skip
    line_gap: float = Field(0.6, gt=0, description=(
        "Lines of one header text are less than this apart. [em]"
    ))  # fmt: skip
    loose_line: float = Field(1.0, gt=0, description=(
        "Where one is the only text below the other, they may be so far apart. [em]"
    ))  # fmt: skip
    line_overlap: float = Field(0.4, gt=0, description=(
        "They overlap by at most this: boxes of glyphs are higher than tight line spacing. [em]"
    ))  # fmt: skip
    cell_gap: float = Field(0.05, gt=0, description=(
        "Texts of two cells that are drawn one after the other are at least this far apart. [em]"
    ))  # fmt: skip
    cell_width: float = Field(12.0, gt=0, description=(
        "Lines of a header text are no wider. [em]"
    ))  # fmt: skip
    other_line: float = Field(0.5, gt=0, description=(
        "Glyphs are on different lines where their middles are further apart. [em]"
    ))  # fmt: skip
    parent_extra: float = Field(4.0, gt=0, description=(
        "A parent is taken to reach over a leaf that it does not touch only when its middle is "
        "nearer to that of the wider span by this much. [pt]"
    ))  # fmt: skip
    most_ways: int = Field(2000, gt=0, description=(
        "Ways to deal out columns to parents that are tried at most. [ways]"
    ))  # fmt: skip
    bridge: float = Field(0.2, gt=0, description=(
        "A parent is this much above the middle of the header, its children below it. [em]"
    ))  # fmt: skip
    below: float = Field(3.0, gt=0, description=(
        "A text is below another when it begins at most this far above the other's end. [pt]"
    ))  # fmt: skip
    same_end: float = Field(0.22, gt=0, lt=0.25, description=(
        "Figures end alike in all columns up to this: in the next column it would be half the "
        "distance between the texts on both sides. [× distance]"
    ))  # fmt: skip
    most_between: int = Field(8, gt=0, description=(
        "So many texts with lower ones on both sides are tried, one or more of them as parents. "
        "[texts]"
    ))  # fmt: skip
    lower_half: float = Field(0.15, gt=0, description=(
        "Texts whose middle is this much below the middle of the header have a parent above "
        "them. [em]"
    ))  # fmt: skip


class Lean(_Tolerances):
    """Pages whose whole text leans a little (`page/sources/lean.py`)."""

    glyphs: int = Field(40, gt=0, description=(
        "So many glyphs of a page, evenly spread, are asked how they lie. [glyphs]"
    ))  # fmt: skip
    fewest: int = Field(10, gt=0, description=(
        "With less than this nothing is known of a page. [glyphs]"
    ))  # fmt: skip
    alike: float = Field(0.02, gt=0, description=(
        "Glyphs of a page that leans do so by the same angle up to this. [°]"
    ))  # fmt: skip
    least: float = Field(0.06, gt=0, description=(
        "A page leans from here on: over the width of a table, a line then rises by half a point, "
        "and text by no more than a thousandth is taken for level as it is. [°]"
    ))  # fmt: skip
    most: float = Field(8.0, gt=0, lt=45, description=(
        "What leans more is drawn so on purpose, such as a page of a poster. [°]"
    ))  # fmt: skip
    share: float = Field(0.8, gt=0.5, le=1, description=(
        "Share of the glyphs that lean alike; a watermark or a stamp lies otherwise. [×]"
    ))  # fmt: skip


class TurnedHeadings(_Tolerances):
    """Header texts on their side without rules (`page/turned_headings.py`)."""

    fewest_glyphs: int = Field(4, gt=0, description=(
        "Two headings of two glyphs; with less on the page there are none. [glyphs]"
    ))  # fmt: skip
    aside: float = Field(0.3, gt=0, description=(
        "Middles of the glyphs of one line are less apart: 12320 beside Chinese glyphs. [em]"
    ))  # fmt: skip
    overlap: float = Field(0.3, gt=0, description=(
        "Glyphs and lines of one heading overlap by less. [em]"
    ))  # fmt: skip
    gap: float = Field(0.6, gt=0, description=(
        "Glyphs of one line are less apart; two headings in a column are further. [em]"
    ))  # fmt: skip
    line_gap: float = Field(0.6, gt=0, description=(
        "Lines of one heading are less apart; those of two columns of figures are further. [em]"
    ))  # fmt: skip
    least_slant: float = Field(25.0, gt=0, lt=45, description=(
        "Words on a slant rise or fall by more; half as far from upright they still are. [°]"
    ))  # fmt: skip
    same_slant: float = Field(12.0, gt=0, description=(
        "Glyphs and lines of one slant differ by less in direction: digits beside Chinese "
        "glyphs. [°]"
    ))  # fmt: skip
    sizes: float = Field(1.5, gt=1, description=(
        "A heading is at most so many times as large or as small as the text of the page. [×]"
    ))  # fmt: skip
    reach: float = Field(4.0, gt=0, description=(
        "The first figures are no further below and beside a heading. [em]"
    ))  # fmt: skip


class PageBreaks(_Tolerances):
    """Tables over several pages (`tables/page_breaks.py`)."""

    row_apart: float = Field(2.0, gt=0, description=(
        "A row that is set off from its table is at most this far below it. [× height of rows]"
    ))  # fmt: skip
    overlap: float = Field(3.0, gt=0, description=(
        "The box around it may begin this far above the end of the table. [pt]"
    ))  # fmt: skip
    column_shift: float = Field(0.03, gt=0, le=1, description=(
        "Columns are the same when their edges, relative to the table, differ by less: tables "
        "of other columns differ by half a column, 0.05 of ten. [share of width]"
    ))  # fmt: skip
    unruled_factor: float = Field(3.0, gt=0, description=(
        "Edges that white space draws depend on the texts of the page and differ by more. [× "
        "column_shift]"
    ))  # fmt: skip
    fragment: int = Field(3, gt=0, description=(
        "The rest of a row that a page break cut fills at most one column in so many. [1 / "
        "columns]"
    ))  # fmt: skip
    fewest_texts: int = Field(4, gt=0, description=(
        "So many header texts show a header printed again, though one of them is cut off. [texts]"
    ))  # fmt: skip


class StrayRows(_Tolerances):
    """Lines of figures outside of tables (`tables/stray_rows.py`)."""

    longest: int = Field(60, gt=0, description=(
        "Longer text is prose, whatever figures it holds, [chars]"
    ))  # fmt: skip
    figures: int = Field(4, gt=0, description=(
        "unless it holds so many. [figures]"
    ))  # fmt: skip
    figure_share: float = Field(0.6, gt=0, le=1, description=(
        "A row of a table is figures for the most part: one name, two figures. [share of words]"
    ))  # fmt: skip
    fewest: int = Field(2, gt=0, description=(
        "And it has at least so many figures or marks. [figures]"
    ))  # fmt: skip


class Captions(_Tolerances):
    """Captions and notes of tables (`text/captions.py`)."""

    longest: int = Field(80, gt=0, description=(
        "A caption is no longer; it takes two lines of A4 at most, which hold about 40 "
        "characters each. [chars]"
    ))  # fmt: skip
    blocks: int = Field(4, gt=0, description=(
        "Captions and notes are among so many paragraphs above or below the table. [paragraphs]"
    ))  # fmt: skip


class Furniture(_Tolerances):
    """Running headers and footers (`text/furniture.py`)."""

    margin: float = Field(0.12, gt=0, le=1, description=(
        "At top and bottom, where furniture is: the margins of official documents, 25 to 37 mm, "
        "are 0.08 to 0.12 of A4. [share of height]"
    ))  # fmt: skip
    lines: int = Field(2, gt=0, description=(
        "Furniture is at most so many lines at each end. [lines]"
    ))  # fmt: skip
    header_lines: int = Field(10, gt=0, description=(
        "The header of a table has fewer lines. [lines]"
    ))  # fmt: skip
    header_gap: float = Field(2.5, gt=0, description=(
        "A header is nearer than this to its first row; a running header is further from the "
        "text. [em]"
    ))  # fmt: skip
    header_line_gap: float = Field(1.1, gt=0, description=(
        "Lines of one header are nearer than this. [em]"
    ))  # fmt: skip
    same_size: float = Field(0.5, gt=0, description=(
        "And alike in size. [pt]"
    ))  # fmt: skip
    row_texts: int = Field(3, gt=0, description=(
        "A row below a header: a name and two figures. [texts]"
    ))  # fmt: skip
    apart: float = Field(0.5, gt=0, description=(
        "Furniture is set off from the text by more; lines of one text are nearer. [em]"
    ))  # fmt: skip
    pages: int = Field(3, gt=0, description=(
        "Furniture is repeated on one page in so many, and on two at least. [1 / pages]"
    ))  # fmt: skip
    height: float = Field(8.0, gt=0, description=(
        "Lines of the same height, rounded to this, are at the same place of their pages. [pt]"
    ))  # fmt: skip


class Paragraphs(_Tolerances):
    """Lines to paragraphs (`text/paragraphs.py`)."""

    centre_indent: float = Field(2.6, gt=0, description=(
        "A centred line begins further in than a first-line indent, which is 2.0. [em]"
    ))  # fmt: skip
    centre_slack: float = Field(1.2, gt=0, description=(
        "Its margins differ by less than this (a full stop, a space at its end), [em]"
    ))  # fmt: skip
    centre_share: float = Field(0.06, gt=0, le=1, description=(
        "or by less than this share of them. [share of margins]"
    ))  # fmt: skip
    right_indent: float = Field(4.0, gt=0, description=(
        "A line set to the right (a signature, a date) begins so far in, [em]"
    ))  # fmt: skip
    right_margin: float = Field(3.0, gt=0, description=(
        "and ends so near to the right margin (the date is set two characters in). [em]"
    ))  # fmt: skip
    full_margin: float = Field(1.6, gt=0, description=(
        "A full line ends this near to the margin: one character and a mark that may not begin "
        "a line. [em]"
    ))  # fmt: skip
    last_margin: float = Field(2.6, gt=0, description=(
        "A line that goes on in the next may end so far from the margin: a figure of five "
        "digits is never broken. [em]"
    ))  # fmt: skip
    word_margin: float = Field(0.8, gt=0, description=(
        "Where the next line begins with a longer figure or word, its width and so much more: "
        "the blank before it, and what the margin of a page is uncertain by. [em]"
    ))  # fmt: skip
    same_size: float = Field(0.12, gt=0, le=1, description=(
        "Lines of a paragraph differ in size by less. [share of size]"
    ))  # fmt: skip
    line_gap: float = Field(1.3, gt=0, description=(
        "and are nearer than this: a blank line between two paragraphs leaves more. [em]"
    ))  # fmt: skip
    right_line: float = Field(6.0, gt=0, description=(
        "A line that begins so far in does not go on with a paragraph. [em]"
    ))  # fmt: skip
    indent: float = Field(1.2, gt=0, description=(
        "A line further in than this begins a paragraph; the indent is 2.0, hanging punctuation "
        "less than a character. [em]"
    ))  # fmt: skip
    wide_title: float = Field(0.8, gt=0, le=1, description=(
        "A title so wide may go on in the next line. [share of column]"
    ))  # fmt: skip
    wide_first: float = Field(0.6, gt=0, le=1, description=(
        "The first line of a paragraph is no shorter; that of a list may be. [share of column]"
    ))  # fmt: skip
    title_gap: float = Field(0.6, gt=0, description=(
        "Its lines are nearer than this; [em]"
    ))  # fmt: skip
    wide_title_gap: float = Field(0.9, gt=0, description=(
        "than this where the first is wide. [em]"
    ))  # fmt: skip
    title_size: float = Field(1.1, gt=0, description=(
        "Larger text stands out: the next size above body text is 1.14 times as large (五号 10.5 "
        "pt, 小四 12 pt). [× usual size]"
    ))  # fmt: skip
    title_lines: int = Field(3, gt=0, description=(
        "A title has no more. [lines]"
    ))  # fmt: skip
    small: float = Field(0.8, gt=0, description=(
        "Text so small is a note, not a title. [× usual size]"
    ))  # fmt: skip


class Columns(_Tolerances):
    """Text in two columns (`text/reading_order.py`)."""

    lines: int = Field(4, gt=0, description=(
        "With a common gutter they are two columns; fewer are a list or a signature. [lines]"
    ))  # fmt: skip
    full_lines: int = Field(2, gt=0, description=(
        "So many are enough where both texts are long, as on a wide page. [lines]"
    ))  # fmt: skip
    full_text: int = Field(20, gt=0, description=(
        "Such a text is as long as a line of a column of A4; entries of a list, a publisher and a "
        "date are shorter. [chars]"
    ))  # fmt: skip
    stretch_gap: float = Field(1.5, gt=0, description=(
        "A wider gap between two lines ends the columns. [em]"
    ))  # fmt: skip
    centred: float = Field(1.5, gt=0, description=(
        "A first line so near to the middle of the column is its title. [em]"
    ))  # fmt: skip
    own_line: float = Field(0.3, gt=0, le=1, description=(
        "A first line that begins so far in the right column is none of its lines (a date). "
        "[share of column]"
    ))  # fmt: skip
    gutter_from: float = Field(0.35, gt=0, le=1, description=(
        "The gutter is to the right of this [share of page]"
    ))  # fmt: skip
    gutter_to: float = Field(0.65, gt=0, le=1, description=(
        "and to the left of this: two columns are about equal. [share of page]"
    ))  # fmt: skip
    gutter: float = Field(0.5, gt=0, description=(
        "It is at least so wide; a space within a line is narrower. [em]"
    ))  # fmt: skip
    prose: int = Field(10, gt=0, description=(
        "Half of all texts are at least so long: names and values of a list are shorter. "
        "[chars]"
    ))  # fmt: skip


class SecondOpinions(_Tolerances):
    """Doubtful tables read a second time (`second_engine/doubtful_tables.py`)."""

    agreed: float = Field(0.98, gt=0, le=1, description=(
        "Of a table without a grid on which both readers agree. [confidence]"
    ))  # fmt: skip
    agreement: float = Field(0.9, gt=0, le=1, description=(
        "Both must read so many rows alike for it. [share of rows]"
    ))  # fmt: skip
    name: int = Field(2, gt=0, description=(
        "Names longer than this distinguish rows. [chars]"
    ))  # fmt: skip


class Clearance(_Tolerances):
    """Boxes of figures within a line (`model.py`)."""

    slack: float = Field(0.002, gt=0, description=(
        "More than the rounding of coordinates, less than anything printed. [pt]"
    ))  # fmt: skip
    most: float = Field(1.0, gt=0, description=(
        "A box reaches at most so far into white space. [pt]"
    ))  # fmt: skip
    touching: float = Field(0.1, gt=0, description=(
        "Glyphs nearer than this touch: there is no white space between them. [pt]"
    ))  # fmt: skip
    drawn_in: float = Field(0.3, gt=0, description=(
        "Where they touch, the box is drawn in by at most this [pt]"
    ))  # fmt: skip
    drawn_share: int = Field(8, gt=0, description=(
        "and by at most one so-manieth of its width. [1 / width]"
    ))  # fmt: skip
    line_end: float = Field(2.0, gt=0, description=(
        "White space taken to follow the end of a line. [pt]"
    ))  # fmt: skip


class Tolerances(_Tolerances):
    """All of them, by what they judge."""

    lines: Lines = Lines()
    letter_spacing: LetterSpacing = LetterSpacing()
    pages: Pages = Pages()
    booklets: Booklets = Booklets()
    grids: Grids = Grids()
    ruled_tables: RuledTables = RuledTables()
    spread_cells: SpreadCells = SpreadCells()
    cell_texts: CellTexts = CellTexts()
    unruled_tables: UnruledTables = UnruledTables()
    wrapped_words: WrappedWords = WrappedWords()
    headers: Headers = Headers()
    turned_headings: TurnedHeadings = TurnedHeadings()
    lean: Lean = Lean()
    page_breaks: PageBreaks = PageBreaks()
    stray_rows: StrayRows = StrayRows()
    captions: Captions = Captions()
    furniture: Furniture = Furniture()
    paragraphs: Paragraphs = Paragraphs()
    columns: Columns = Columns()
    second_opinions: SecondOpinions = SecondOpinions()
    clearance: Clearance = Clearance()


TOLERANCES = Tolerances()
