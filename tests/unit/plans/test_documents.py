"""What a person sees of a plan is read, what nobody sees is not, whatever format it comes in."""

import io
import zipfile

import pytest

from pipelines.plans.documents.decoding import decode
from pipelines.plans.documents.docx import read_docx
from pipelines.plans.documents.html import read_html
from pipelines.plans.documents.letters import vni_letters
from pipelines.plans.documents.model import Document, Paragraph, Table, UnreadableError
from pipelines.plans.documents.opening import from_string, read_text

W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


_PARTS = {"relations": "_rels/document.xml.rels"}


def word(body: str, **parts: str) -> Document:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr(f"word/{_PARTS.get(name, name.replace('_', '.'))}", content)
    return read_docx(stream.getvalue())


def page(body: str) -> Document:
    return read_html(decode(body.encode()), 1_000_000)


def test_pictures_in_a_page_leave_room_for_its_words():
    picture = f'<img src="data:image/png;base64,{"A" * 5_000}">'
    document = read_html(decode(f"<p>80%</p>{picture}<p>90%</p>".encode()), 30)
    assert (document.text, document.findings) == ("80%\n90%\n", [])


def test_a_page_is_never_cut_in_a_tag():
    document = read_html(decode(f"<p>80%</p><p title='{'A' * 5_000}'>90%</p>".encode()), 30)
    assert (document.text, [one.rule for one in document.findings]) == ("80%\n", ["text_cut"])


def p(words: str, look: str = "") -> str:
    return f'<w:p><w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'


def r(words: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def cell(inside: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def paragraphs(document: Document) -> list[str]:
    return [" ".join(block.flat.split()) for block in document.blocks if isinstance(block, Paragraph)]


def rows(document: Document) -> list[list[str]]:
    return [
        [c.flat.strip() for c in row] for block in document.blocks if isinstance(block, Table) for row in block.rows
    ]


def seen(document: Document) -> list[list[str]]:
    return [
        [c.seen.strip() for c in row] for block in document.blocks if isinstance(block, Table) for row in block.rows
    ]


# --- one grid for all formats -----------------------------------------------------------------------------------

MERGED = [["Chỉ tiêu", "Cấp", "Năm"], ["Tỷ lệ số hóa", "Tỉnh", "80"], ["Tỷ lệ số hóa", "Xã", "50"]]


def merged_word() -> Document:
    restart, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    lines = [
        "".join(cell(p(words)) for words in MERGED[0]),
        cell(p("Tỷ lệ số hóa"), restart) + cell(p("Tỉnh")) + cell(p("80")),
        cell("<w:p/>", goes_on) + cell(p("Xã")) + cell(p("50")),
    ]
    return word("<w:tbl>" + "".join(f"<w:tr>{line}</w:tr>" for line in lines) + "</w:tbl>")


def merged_page() -> Document:
    return page(
        "<table><tr><th>Chỉ tiêu<th>Cấp<th>Năm<tr><td rowspan=2>Tỷ lệ số hóa<td>Tỉnh<td>80<tr><td>Xã<td>50</table>"
    )


@pytest.mark.parametrize("document", [merged_word(), merged_page()], ids=["word", "html"])
def test_the_words_of_a_merged_cell_are_seen_in_each_row_and_read_once(document):
    assert seen(document) == MERGED
    assert rows(document)[2] == ["", "Xã", "50"]


def test_a_head_over_two_columns_is_seen_above_both():
    document = page("<table><tr><th>A<th colspan=2>Mục tiêu<tr><td>a<td>2026<td>2027<tr><td>b<td>1<td>2</table>")
    assert seen(document)[0] == ["A", "Mục tiêu", "Mục tiêu"]


def test_spans_that_are_no_numbers_span_one():
    assert rows(page("<table><tr><td colspan='²'>a<td rowspan=x>b<tr><td>1<td>2</table>")) == [["a", "b"], ["1", "2"]]


# --- frames are opened, tables of data are kept -------------------------------------------------------------------

INNER = "<table><tr><td>Chỉ tiêu<td>2025<tr><td>Hồ sơ trực tuyến<td>80</table>"
INNER_WORD = (
    "<w:tbl><w:tr>"
    + cell(p("Chỉ tiêu"))
    + cell(p("2025"))
    + "</w:tr><w:tr>"
    + cell(p("Hồ sơ trực tuyến"))
    + cell(p("80"))
    + "</w:tr></w:tbl>"
)


@pytest.mark.parametrize(
    "document",
    [
        page(f"<table><tr><td><p>Trước bảng<p>Mục tiêu:{INNER}<p>Sau bảng</table>"),
        word(f"<w:tbl><w:tr>{cell(p('Trước bảng') + p('Mục tiêu:') + INNER_WORD + p('Sau bảng'))}</w:tr></w:tbl>"),
    ],
    ids=["html", "word"],
)
def test_a_frame_round_a_table_is_opened_and_its_words_stand_in_order(document):
    assert paragraphs(document) == ["Trước bảng", "Mục tiêu:", "Sau bảng"]
    assert rows(document) == [["Chỉ tiêu", "2025"], ["Hồ sơ trực tuyến", "80"]]
    kinds = [type(block).__name__ for block in document.blocks]
    assert kinds == ["Paragraph", "Paragraph", "Table", "Paragraph"]


def test_the_columns_of_a_portal_are_no_table():
    text = "".join(f"<p>{number}. Nhiệm vụ thứ {number} của các cơ quan trong tỉnh" for number in range(1, 9))
    document = page(f"<table><tr><td>Trang chủ<td>{text}<tr><td>x<td>Liên hệ</table>")
    assert not rows(document)
    assert len(paragraphs(document)) == 11


def test_tables_deeper_than_any_plan_has_lose_no_word():
    assert "80%" in page("<table><tr><td>" * 2_000 + "Tối thiểu 80% hồ sơ").text
    deep = "<w:tbl><w:tr><w:tc>" * 40 + p("Tối thiểu 80% hồ sơ") + "</w:tc></w:tr></w:tbl>" * 40
    assert paragraphs(word(deep)) == ["Tối thiểu 80% hồ sơ"]


# --- what nobody sees ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "unseen",
    [
        r("70%", "<w:strike/>"),
        r("70%", "<w:dstrike/>"),
        r("70%", "<w:vanish/>"),
        "<w:del><w:r><w:delText>70%</w:delText></w:r></w:del>",
        f"<w:moveFrom>{r('70%')}</w:moveFrom>",
        "<w:r><w:instrText> = 70% </w:instrText></w:r>",
        r("7", '<w:vertAlign w:val="superscript"/>'),
        r("70%", '<w:rStyle w:val="Gone"/>'),
    ],
)
def test_hidden_struck_deleted_and_raised_words_of_word_are_not_read(unseen):
    styles = f'<w:styles {W}><w:style w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="Gone"><w:basedOn w:val="Base"/></w:style></w:styles>'  # noqa: E501
    document = word(f"<w:p>{r('Tối thiểu 85')}{unseen}{r('% hồ sơ.')}</w:p>", styles_xml=styles)
    assert paragraphs(document) == ["Tối thiểu 85% hồ sơ."]


def test_a_strike_that_is_switched_off_hides_nothing():
    assert paragraphs(word(p("Tối thiểu 85% hồ sơ.", '<w:strike w:val="0"/>'))) == ["Tối thiểu 85% hồ sơ."]


@pytest.mark.parametrize(
    "unseen",
    [
        "<s>70%</s>",
        "<del>70%</del>",
        "<span style='display: none'>70%</span>",
        "<b hidden>70%</b>",
        '<i style="text-decoration: line-through">70%</i>',
        "<sup>7</sup>",
        '<span class="a gone">70%</span>',
        "<script>'70%'</script>",
        "<span style='visibility:hidden'>70% <b>x</b></span>",
        "<ruby><rp>(</rp><rt>70</rt><rp>)</rp></ruby>",
    ],
)
def test_what_a_browser_does_not_show_is_not_read(unseen):
    document = page(f"<style>.gone {{ display:none }}</style><p>Tối thiểu 85{unseen}% hồ sơ.</p><p>Sau.")
    assert paragraphs(document) == ["Tối thiểu 85% hồ sơ.", "Sau."]


def test_a_link_without_its_line_and_raised_letters_are_seen():
    assert paragraphs(page('<p><a style="text-decoration:none">90%</a> hồ sơ N<sup>th</sup>.')) == ["90% hồ sơ Nth."]


@pytest.mark.parametrize(
    ("dressed", "plain"),
    [
        ("tối thi\u00adểu 8\u200b5% hồ sơ", "tối thiểu 85% hồ sơ"),
        ("từ 16 \\- 18%", "từ 16 - 18%"),
        ("**1\\. Đến năm 2030**", "1. Đến năm 2030"),
        ("đạt 80¹% và 90%² hồ sơ", "đạt 80% và 90% hồ sơ"),
        ("hồ sơ \uf0b3 80%", "hồ sơ ≥ 80%"),
        ("rộng 20 m²", "rộng 20 m²"),
    ],
)
def test_marks_that_are_no_characters_go_and_places_stay(dressed, plain):
    document = from_string(f"Mở đầu.\n\n{dressed}\n\nKết: 77%.")
    assert paragraphs(document)[1] == plain
    at = document.text.index("77%")
    assert document.raw is not None and document.raw[document.offset(at) :].startswith("77%")


# --- what a person sees in Word -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>', "≥"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0A3"/></w:r>', "≤"),
        ("<m:oMath><m:r><m:t>≥</m:t></m:r></m:oMath>", "≥"),
        (
            "<m:oMath><m:f><m:num><m:r><m:t>3</m:t></m:r></m:num><m:den><m:r><m:t>4</m:t></m:r></m:den></m:f></m:oMath>",
            "3/4",
        ),
        (f"<w:sdt><w:sdtContent>{r('trên')}</w:sdtContent></w:sdt>", "trên"),
        (f'<w:fldSimple w:instr=" REF x ">{r("trên")}</w:fldSimple>', "trên"),
        (f"<w:ins>{r('trên')}</w:ins>", "trên"),
        (f"<w:moveTo>{r('trên')}</w:moveTo>", "trên"),
        ("<w:r><w:noBreakHyphen/></w:r>", "-"),
    ],
)
def test_symbols_equations_controls_and_fields_give_their_characters(inside, words):
    assert paragraphs(word(f"<w:p>{r('hồ sơ ')}{inside}{r(' 80%')}</w:p>")) == [f"hồ sơ {words} 80%"]


def test_a_text_box_is_one_text_beside_the_sentence_it_hangs_on():
    box = f"<w:txbxContent>{p('Trong hộp: 90%.')}</w:txbxContent>"
    alternate = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"  # noqa: E501
    document = word(f"<w:p>{r('tối ')}<w:r>{alternate}</w:r>{r('thiểu 75%.')}</w:p>")
    assert paragraphs(document) == ["tối thiểu 75%.", "Trong hộp: 90%."]


def test_an_embedded_page_is_read_and_an_embedded_file_is_a_finding():
    rels = '<Relationships><Relationship Id="a" Target="{}"/></Relationships>'
    chunk = '<w:altChunk r:id="a"/>'
    read = word(chunk, relations=rels.format("chunk.html"), chunk_html="<p>Tối thiểu 85% hồ sơ.")
    assert paragraphs(read) == ["Tối thiểu 85% hồ sơ."]
    refused = word(p("Kế hoạch") + chunk, relations=rels.format("chunk.rtf"), chunk_rtf="x")
    assert [(f.rule, f.severity) for f in refused.findings] == [("embedded_text", "error")]


def test_ordinals_that_word_counts_itself_stand_in_their_cells():
    numbering = f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'  # noqa: E501
    counted = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>'
    body = "".join(f"<w:tr>{cell(counted)}{cell(p(words))}</w:tr>" for words in ("Rà soát", "Số hóa"))
    assert rows(word(f"<w:tbl>{body}</w:tbl>", numbering_xml=numbering)) == [["1.", "Rà soát"], ["2.", "Số hóa"]]


# --- broken letters -----------------------------------------------------------------------------------------------

PLAN = "Kế hoạch cải cách hành chính\nĐến năm 2025, tối thiểu 85% hồ sơ được tiếp nhận trực tuyến.\n" * 3


def test_letters_of_a_vni_font_become_unicode_and_say_so():
    document = read_text("Ñeán naêm 2025, toái thieåu 85% hoà sô ñöôïc tieáp nhaän tröïc tuyeán.\n".encode() * 3)
    assert paragraphs(document)[0] == "Đến năm 2025, tối thiểu 85% hồ sơ được tiếp nhận trực tuyến."
    assert [finding.rule for finding in document.findings] == ["legacy_font"]


def test_a_line_in_unicode_among_vni_stays():
    assert vni_letters("hoà sô\nKhóa học được mở ở Hoàng Mai") == "hồ sơ\nKhóa học được mở ở Hoàng Mai"


def test_letters_encoded_twice_are_turned_back_and_say_so():
    document = read_text(PLAN.encode().decode("cp1252", errors="replace").replace("\ufffd", "").encode())
    assert "85%" in document.text
    twice = "".join(
        bytes([b]).decode("cp1252") if b not in (129, 141, 143, 144, 157) else chr(b) for b in PLAN.encode()
    )
    document = read_text(twice.encode())
    assert document.text == PLAN
    assert [finding.rule for finding in document.findings] == ["double_encoded"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (PLAN.encode("ascii", errors="replace").decode(), "letters_lost"),
        ("".join("\ue012" if ord(ch) > 127 else ch for ch in PLAN), "letters_unmapped"),
        (" ".join(PLAN.replace("\n", " ")), "letters_apart"),
    ],
)
def test_letters_that_are_lost_are_refused_by_one_finding_that_names_them(text, rule):
    with pytest.raises(UnreadableError) as refused:
        read_text(text.encode())
    assert refused.value.rule == rule
    assert refused.value.remedy


def test_a_plan_with_questions_and_a_foreign_name_is_whole():
    document = from_string(PLAN + "Vì sao chậm? Ai làm? Señor Muñoz và Citroën có ý kiến gì?\n")
    assert not document.findings


# --- lines and tables of plain text ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("torn", "whole"),
    [
        (
            "a) Đến hết năm 2026: Có ≥\n30% hợp tác xã dùng nền tảng số.",
            "a) Đến hết năm 2026: Có ≥ 30% hợp tác xã dùng nền tảng số.",
        ),
        ("**2.\nGiai đoạn 2031 - 2035**", "2. Giai đoạn 2031 - 2035"),
        ("II. MỤC\nTIÊU, ĐỐI TƯỢNG", "II. MỤC TIÊU, ĐỐI TƯỢNG"),
    ],
)
def test_torn_lines_are_joined(torn, whole):
    assert paragraphs(from_string(f"Mở đầu.\n\n{torn}\n\nKết.")) == ["Mở đầu.", whole, "Kết."]


def test_the_head_of_a_part_stands_above_its_name():
    assert paragraphs(from_string("PHẦN THỨ HAI\nMỤC TIÊU NĂM 2026\n")) == ["PHẦN THỨ HAI", "MỤC TIÊU NĂM 2026"]


def flat(*cells: str) -> str:
    return "".join(f"{words}\n|\n" for words in cells)


TWO_TABLES = (
    "|\n"
    + flat("Nơi nhận:\n- Các sở;", "CHÁNH VĂN PHÒNG")
    + flat("PHỤ LỤC I\nNHIỆM VỤ")
    + flat("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn", "")
    + flat("1.", "Số hóa hồ sơ của tỉnh", "Các sở", "31/10/2025", "")
    + flat("PHỤ LỤC II\nTHEO DÕI")
    + flat("STT", "Nội dung", "Chủ trì", "Thời hạn", "Tiến độ", "")
    + flat("Nhiệm vụ giao Sở Y tế", "", "", "", "")
    + flat("1", "Số hóa bệnh án", "Sở Y tế", "31/10/2025", "Đang làm", "")
    + flat("2", "Mở lớp học", "Sở Nội vụ", "30/11/2025", "", "")
)


def test_tables_that_run_together_part_at_titles_and_heads_and_short_rows_shift_nothing():
    document = from_string(TWO_TABLES)
    assert rows(document) == [
        ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"],
        ["1.", "Số hóa hồ sơ của tỉnh", "Các sở", "31/10/2025"],
        ["STT", "Nội dung", "Chủ trì", "Thời hạn", "Tiến độ"],
        ["Nhiệm vụ giao Sở Y tế", "", "", "", ""],
        ["1", "Số hóa bệnh án", "Sở Y tế", "31/10/2025", "Đang làm"],
        ["2", "Mở lớp học", "Sở Nội vụ", "30/11/2025", ""],
    ]
    assert "PHỤ LỤC I NHIỆM VỤ" in paragraphs(document) or "PHỤ LỤC I" in paragraphs(document)


def test_a_second_row_of_heads_is_spread_under_the_first():
    table = flat("TT", "Chỉ tiêu", "Đơn vị", "Mục tiêu", "") + flat("Năm 2026", "Năm 2027", "")
    for number, words in enumerate(("Hồ sơ trực tuyến", "Thanh toán", "Số hóa hồ sơ"), start=1):
        table += flat(str(number), words, "%", str(60 + number), str(80 + number), "")
    found = seen(from_string("PHỤ LỤC\n|\n" + table))
    assert found[:2] == [
        ["TT", "Chỉ tiêu", "Đơn vị", "Mục tiêu", "Mục tiêu"],
        ["TT", "Chỉ tiêu", "Đơn vị", "Năm 2026", "Năm 2027"],
    ]
    assert found[2] == ["1", "Hồ sơ trực tuyến", "%", "61", "81"]


def test_a_column_of_ordinals_may_have_no_head():
    table = flat("Nội dung", "Đơn vị chủ trì", "Thời gian", "Sản phẩm", "")
    table += flat("1.1", "Rà soát hồ sơ", "Sở Y tế", "2026", "Kế hoạch", "")
    table += flat("1.2", "Số hóa hồ sơ", "Sở Y tế", "2027", "Báo cáo", "")
    assert rows(from_string("|\n" + table))[0] == ["", "Nội dung", "Đơn vị chủ trì", "Thời gian", "Sản phẩm"]


def test_a_cell_wrapped_over_lines_between_bars_stays_one_cell():
    table = "| TT | Chỉ tiêu | Năm 2026 |\n| 1 | Tỷ lệ hồ sơ trực\ntuyến toàn trình | 80 |\n| 2 | Thanh toán | 60 |\n"
    assert rows(from_string(table))[1] == ["1", "Tỷ lệ hồ sơ trực tuyến toàn trình", "80"]


def test_a_row_of_heads_inside_a_table_begins_a_new_one():
    table = "| STT | Nhiệm vụ | Chủ trì |\n| 1 | Rà soát | Sở A |\n| STT | Chỉ tiêu | Đơn vị |\n| 1 | Số hóa | % |\n"
    assert sum(isinstance(block, Table) for block in from_string(table).blocks) == 2


@pytest.mark.parametrize(
    ("field", "seen"),
    [
        ('<input type="text" name="a" value="98">', "98"),
        ("<input value=98>", "98"),
        ("<textarea rows=2>98</textarea>", "98"),
        ("<select><option>97</option><option selected>98</option></select>", "98"),
        ("<select><option value=1>98</option><option>97</option></select>", "98"),
        ('<input type="hidden" value="98">', ""),
        ('<input type="checkbox" value="98">', ""),
        ('<textarea style="display:none">98</textarea>', ""),
        ("<div hidden><select><option>98</option></select></div>", ""),
        ("<datalist><option>98</option></datalist>", ""),
        ("<select></select>", ""),
    ],
)
def test_fields_of_a_form_say_what_they_show_where_it_stands_in_the_file(field, seen):
    source = f"<p>Đúng hạn đạt {field}% hồ sơ.</p>"
    document = page(source)
    assert " ".join(document.text.split()).replace(" %", "%") == f"Đúng hạn đạt {seen}% hồ sơ.".replace(" %", "%")
    if seen:
        assert source[document.offset(document.text.index(seen)) :].startswith(seen)
