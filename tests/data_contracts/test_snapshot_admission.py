"""A flat table becomes rows with ids, days, targets and typed features; what cannot be read is refused."""

from datetime import date

import polars as pl
import pytest

from data_contracts.errors import EmptyFile, FileRefused, MissingColumn, MissingFile, RowsRefused
from data_contracts.lake import Lake
from data_contracts.snapshot import (
    SnapshotMapping,
    admit_snapshot,
    feature_specs,
    load_mapping,
    read_snapshot_rows,
)

MAPPING = SnapshotMapping(
    name="acme",
    id="Id",
    target="left",
    protected=("Age",),
    survey=("Mood",),
    drop=("Left",),
    unit="Dept",
    labels={"Pay": "Pay {EUR}"},
    themes={"Pay": "pay"},
)
ROWS = [
    "Id,left,Left,Age,Mood,Dept,Pay,Role",
    "007,1,Yes,33,4,Shop,10.5,a",
    "8,0,No,44,,Shop,,b",
    "9,no,No,55,2,,7,",
    "10,TRUE,Yes,66,1,Lab,8,b",
]
IMPORTED_ON = date(2024, 7, 1)


@pytest.fixture
def admit(tmp_path, write):
    """Admit lines of CSV through a mapping into a home."""

    def through(lines, mapping=MAPPING, allow_survey=False, strict=False):
        file = write("people.csv", "\n".join(lines) + "\n")
        return admit_snapshot(mapping, file, tmp_path / "home", IMPORTED_ON, allow_survey, strict=strict)

    return through


def test_a_flat_table_becomes_a_lake(admit, tmp_path):
    """Context first, then features as numbers or text; protected columns apart, in the same order."""
    report = admit(ROWS)
    frame = report.lake.read("snapshot")
    assert dict(frame.schema) == {
        "employee_id": pl.String, "as_of": pl.Date, "unit_id": pl.String, "target": pl.Int8,
        "Dept": pl.String, "Pay": pl.Float64, "Role": pl.String,
    }  # fmt: skip
    assert frame.rows() == [
        ("007", None, "Shop", 1, "Shop", 10.5, "a"),
        ("8", None, "Shop", 0, "Shop", None, "b"),
        ("9", None, None, 0, None, 7.0, None),
        ("10", None, "Lab", 1, "Lab", 8.0, "b"),
    ]
    protected = report.lake.read("protected")
    assert protected.select("employee_id", "Age").rows() == [
        ("007", "33"),
        ("8", "44"),
        ("9", "55"),
        ("10", "66"),
    ]
    assert report.survey_left_out == ("Mood",)
    assert (report.rows_in, report.admitted, report.refused) == (4, 4, 0)
    assert Lake(tmp_path / "home").current().manifest.source == "snapshot"
    assert load_mapping(report.lake.path / "mapping.toml") == MAPPING.model_copy(
        update={"folder": report.lake.path}
    )


def test_survey_answers_are_features_only_where_the_policy_allows(admit):
    """With leave the named answers are read as features, and the hash of the data differs."""
    without, with_leave = admit(ROWS), admit(ROWS, allow_survey=True)
    assert with_leave.lake.read("snapshot")["Mood"].to_list() == [4.0, None, 2.0, 1.0]
    assert [spec.name for spec in with_leave.specs] == ["Mood", "Dept", "Pay", "Role"]
    assert with_leave.survey_left_out == ()
    assert without.lake.hash != with_leave.lake.hash


def test_features_speak_the_mappings_words(admit):
    """Labels with braces are safe in phrases; a theme makes a feature a subject for a conversation."""
    report = admit(ROWS)
    specs = {spec.name: spec for spec in feature_specs(MAPPING, report.lake.read("snapshot"))}
    assert report.specs == tuple(specs.values())
    assert specs["Pay"].phrase.format(value=10.5) == "Pay {EUR}: 10.5"
    assert (specs["Pay"].kind, specs["Pay"].theme, specs["Pay"].actionable) == ("number", "pay", True)
    assert (specs["Role"].kind, specs["Role"].label, specs["Role"].actionable) == ("category", "Role", False)
    assert specs["Role"].phrase.format(value="b") == "Role: b"


@pytest.mark.parametrize(
    ("line", "column", "rule"),
    [
        (",0,No,1,1,Shop,1,a", "Id", "missing"),
        ("11,maybe,No,1,1,Shop,1,a", "left", "not true or false"),
        ("8,0,No,1,1,Lab,9,c", "Id", "duplicate key"),
        ("10,TRUE,Yes,66,1,Lab,8,b", "(row)", "exact duplicate row"),
        ("11,0", "(row)", "not as many fields as the header has columns"),
    ],
)
def test_a_bad_row_is_refused_with_its_line(admit, line, column, rule):
    """The row is in quarantine with its reason, and rows in are admitted plus refused."""
    report = admit([*ROWS, line])
    (refusal,) = report.tables[0].refusals
    assert (refusal.column, refusal.rule) == (column, rule)
    assert 6 in refusal.first_lines
    assert report.rows_in == 5 == report.admitted + report.refused
    assert rule in report.tables[0].quarantine_file.read_text()


def test_text_in_a_column_of_numbers_is_a_slip(admit):
    """One NA among twenty numbers refuses its row and says how to declare it; declared, it is missing."""
    lines = ["Id,Pay", *(f"{n},{n}" for n in range(20)), "20,NA"]
    plain = SnapshotMapping(name="acme", id="Id")
    report = admit(lines, plain)
    (refusal,) = report.tables[0].refusals
    assert (refusal.rule, refusal.column, refusal.first_lines) == ("not a number", "Pay", (22,))
    assert "missing" in refusal.hint
    declared = admit(lines, plain.model_copy(update={"missing": ("NA",)}))
    assert (declared.refused, declared.lake.read("snapshot")["Pay"][20]) == (0, None)
    as_text = admit(lines, plain.model_copy(update={"categories": ("Pay",)}))
    assert (as_text.refused, as_text.lake.read("snapshot")["Pay"][20]) == (0, "NA")


def test_a_column_of_mixed_text_is_a_category(admit):
    """Where more than one value in ten is no number the column holds names."""
    report = admit(["Id,Size", "1,10", "2,20", "3,XL"], SnapshotMapping(name="acme", id="Id"))
    assert report.lake.read("snapshot")["Size"].to_list() == ["10", "20", "XL"]


def test_one_person_may_have_a_row_for_each_day(admit):
    """Dated rows repeat ids but not days, need their day, and set what the lake covers."""
    mapping = SnapshotMapping(name="acme", id="Id", as_of="day")
    report = admit(
        ["Id,day,x", "1,2023-12-31,1", "1,2024-12-31,2", "1,2024-12-31,3", "2,,1", "3,31.12.2024,1"], mapping
    )
    assert report.lake.read("snapshot")["as_of"].to_list() == [date(2023, 12, 31)]
    assert {(r.rule, r.rows) for r in report.tables[0].refusals} == {
        ("duplicate key", 2), ("missing", 1), ("not an ISO date (YYYY-MM-DD)", 1),
    }  # fmt: skip
    assert report.lake.manifest.covers_from == report.lake.manifest.covers_until == date(2023, 12, 31)


def test_an_undated_snapshot_shows_the_day_of_its_import(admit):
    """There is no other day to go by."""
    assert admit(ROWS).lake.manifest.covers_until == IMPORTED_ON


def test_rows_without_a_target_are_admitted(admit):
    """Whose outcome is not known yet can be scored and listed."""
    report = admit([*ROWS, "12,,,1,1,Lab,3,a"])
    assert report.lake.read("snapshot")["target"].to_list() == [1, 0, 0, 1, None]


@pytest.mark.parametrize("column", ["Id", "left", "Left", "Age", "Mood", "Dept", "Pay"])
def test_every_column_that_the_mapping_names_must_be_there(admit, column):
    """A misspelt `drop` would be a leak, so the absent column is named with the nearest one."""
    with pytest.raises(MissingColumn, match=rf"people\.csv: missing column '{column}' \(did you mean"):
        admit([ROWS[0].replace(column, f"{column}x", 1), *ROWS[1:]])


def test_a_feature_cannot_take_the_name_of_a_context_column(admit):
    """A second column called target would shadow the mapped one."""
    with pytest.raises(FileRefused, match="cannot be called target, unit_id"):
        admit(["Id,y,target,unit_id", "1,0,1,2"], SnapshotMapping(name="acme", id="Id", target="y"))


def test_strict_and_hopeless_files_change_nothing(admit, tmp_path):
    """One bad row under strict, or no good row at all, leaves no lake behind."""
    with pytest.raises(RowsRefused, match="missing: 1 row"):
        admit([*ROWS, ",0,No,1,1,Shop,1,a"], strict=True)
    with pytest.raises(EmptyFile, match="no row was admitted"):
        admit(ROWS[:1])
    assert not (tmp_path / "home").exists()


def test_the_file_named_in_the_mapping_lies_beside_it(write, tmp_path):
    """Without a file on the command line the mapping's own is read, from the mapping's folder."""
    write("people.csv", "\n".join(ROWS) + "\n")
    mapping = load_mapping(write("acme.toml", '[snapshot]\nfile = "people.csv"\nid = "Id"\n'))
    assert admit_snapshot(mapping, None, tmp_path / "home", IMPORTED_ON, allow_survey=False).admitted == 4
    with pytest.raises(MissingFile, match="names no file"):
        admit_snapshot(MAPPING, None, tmp_path / "home", IMPORTED_ON, allow_survey=False)


def test_rows_to_score_need_only_the_models_columns(admit, write):
    """No target, protected or dropped column is needed; order, ids and types are those of the file and model."""
    specs = admit(ROWS).specs
    file = write("new.csv", "Role,Dept,Pay,Id\n5,Shop,1,b2\nc,,,007\nc,Lab,lots,3\n")
    rows = read_snapshot_rows(MAPPING, file, specs)
    assert rows.frame.select("line", "employee_id", "Pay", "Role").rows() == [
        (2, "b2", 1.0, "5"),
        (3, "007", None, "c"),
    ]
    (refusal,) = rows.report.refusals
    assert (refusal.rule, refusal.column, refusal.first_lines) == ("not a number", "Pay", (4,))
    assert rows.report.rows_in == rows.report.admitted + rows.report.refused == 3
    assert rows.rejects["refused_reason"].to_list() == ["Pay: not a number"]


def test_a_column_that_the_model_needs_is_never_filled_in(admit, write):
    """A missing model input is refused by name; a missing target only when it is asked for."""
    specs = admit(ROWS).specs
    with pytest.raises(MissingColumn, match="missing column 'Pay'"):
        read_snapshot_rows(MAPPING, write("new.csv", "Role,Dept,Id\na,b,1\n"), specs)
    file = write("new.csv", "Role,Dept,Pay,Id\na,b,1,1\n")
    with pytest.raises(MissingColumn, match="missing column 'left'"):
        read_snapshot_rows(MAPPING, file, specs, need_target=True)


def test_an_amount_of_money_is_never_said(admit):
    """A column named under `money` is a feature whose words hold its label and no amount."""
    report = admit(ROWS)
    paid = MAPPING.model_copy(update={"money": ("Pay",)})
    spec = {spec.name: spec for spec in feature_specs(paid, report.lake.read("snapshot"))}["Pay"]
    assert spec.words(12345.0) == "Pay {EUR} (the amount is not shown)"
