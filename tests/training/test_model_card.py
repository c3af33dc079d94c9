import re
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from data_contracts.feature_spec import FeatureSpec
from training.card import CardNotes, limits, render_card
from training.evaluation.figures import Figure
from training.fit import Trained
from training.gate import Reason, Verdict
from training.pictures import report_pictures, shape_pictures
from training.scorecard import Feature
from training.shapes import LineShape, StepShape, TableShape

NOTES = CardNotes(
    "made-up rows", "Made up: fictional.", date(2026, 7, 1), "0123abc", {"protected": ("age", "gender")}
)
VOID = {"meta", "img", "br", "link", "hr"}


class Outline(HTMLParser):
    """What a page is made of: its tags, attributes, words, and whether every tag is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.links: list[str] = []
        self.words: list[str] = []
        self.alts: list[str | None] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag == "img":
            self.alts.append(dict(attrs).get("alt"))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def page_of(trained: Trained, notes: CardNotes = NOTES) -> str:
    """The card of a training."""
    curves = report_pictures(trained.report)
    shapes = shape_pictures(trained.scorecard, trained.report.shapes)
    return render_card(trained, notes, run_id="ab12", curves=curves, shapes=shapes)


def test_card_loads_nothing_from_anywhere(trained: Trained) -> None:
    """The page is closed in itself: every picture is inside it, and it holds no script, link or frame."""
    outline = Outline(page_of(trained))
    assert outline.open == []
    assert all(link.startswith("data:image/svg+xml;base64,") for link in outline.links)
    assert outline.tags["img"] == len(outline.links) > len(trained.scorecard.features)
    assert all(outline.alts)
    assert not set(outline.tags) & {"script", "link", "iframe", "object", "form", "svg"}
    assert "url(" not in page_of(trained)


def test_card_states_the_figures_of_the_report(trained: Trained) -> None:
    """Rows, base rate, AUC with its interval, bands, every input, every rival and every group are on the page."""
    text, report = Outline(page_of(trained)).text, trained.report
    assert f"{report.rows:,} with {report.events:,} events" in text
    assert f"{report.model.auc.value:.3f}" in text
    assert f"{report.model.auc.low:.3f} to {report.model.auc.high:.3f}" in text
    for band in trained.scorecard.bands:
        assert re.search(rf"{band.name.replace('_', ' ')} .{{1,8}} {band.n:,} {band.events:,} ", text)
    for named in (*report.candidates, *report.baselines, report.ceiling):
        assert named is not None
        assert named.name.replace("_", " ") in text
    for feature in trained.scorecard.features:
        assert text.count(feature.label) >= 2
    for group in report.by_group:
        assert group.value in text
    for fact in (
        "made-up rows.",
        "Made up: fictional.",
        "age, gender",
        "0123abc",
        "ab12",
        trained.scorecard.digest,
    ):
        assert fact in text


def test_card_shows_the_proxy_audit_and_what_it_does_not_prove(trained: Trained) -> None:
    """Every line of the audit is on the card with its interval, beside the words that keep it from being misread."""
    text = Outline(page_of(trained)).text
    assert trained.report.proxies
    for line in trained.report.proxies:
        assert f"{line.auc.low:.3f} to {line.auc.high:.3f}" in text
        assert line.value in text
    assert "found no trace, not that there is none" in text


def test_card_says_what_the_gate_said(trained: Trained) -> None:
    """A passing model and a stopped one read differently, and a suspected leak names its columns."""
    assert "The gate lets this model serve." in Outline(page_of(replace(trained, verdict=Verdict(())))).text
    leak = Verdict((Reason("suspected_leak", "AUC 0.988 is above 0.90.", ("payout",)),))
    text = Outline(page_of(replace(trained, verdict=leak))).text
    assert "The gate stops this model." in text
    assert "suspected leak : AUC 0.988 is above 0.90. Columns: payout." in text
    assert "A person may confirm" in text


def test_words_from_data_cannot_become_markup(trained: Trained) -> None:
    """A column or note with markup in it is shown as text, on the page and in the pictures."""
    evil = "<script>alert(1)</script>\"'&$x^2$"
    first = trained.scorecard.features[0]
    named = Feature.of(replace(first.spec, label=evil, unit=evil), first.shape)
    card = trained.scorecard.model_copy(update={"features": (named, *trained.scorecard.features[1:])})
    tables = tuple(replace(t, label=evil) if t.name == first.name else t for t in trained.report.shapes)
    changed = replace(trained, scorecard=card, report=replace(trained.report, shapes=tables))
    page = page_of(changed, replace(NOTES, data_note=evil, data_name=evil))
    assert "<script" not in page
    assert Outline(page).text.count(evil) >= 3
    for picture in shape_pictures(card, tables):
        assert not ET.fromstring(picture.svg).findall(".//{http://www.w3.org/2000/svg}script")


def test_card_admits_what_is_not_known(trained: Trained) -> None:
    """Few events, no groups, one undated snapshot and a biased test each add their own sentence."""
    report = trained.report
    sure = replace(
        report, evidence="out_of_time", tested_events=5000, differences=(),
        model=replace(report.model, observed_over_expected=Figure(1.0, 0.9, 1.1)),
    )  # fmt: skip
    assert limits(replace(trained, report=sure)) == []
    for change, word in (
        ({"evidence": "cross_validated"}, "undated"),
        ({"tested_events": 44}, "44 events"),
        ({"by_group": ()}, "protected"),
        ({"model": replace(report.model, observed_over_expected=Figure(0.8, 0.7, 0.9))}, "too high"),
        ({"model": replace(report.model, observed_over_expected=Figure(1.2, 1.1, 1.3))}, "too low"),
    ):
        found = limits(replace(trained, report=replace(sure, **change)))
        assert len(found) == 1
        assert word in found[0]


def test_pictures_are_the_same_every_time(trained: Trained) -> None:
    """Two drawings of one report are equal byte for byte: no clock and no chance is in them."""
    assert report_pictures(trained.report) == report_pictures(trained.report)
    shapes = shape_pictures(trained.scorecard, trained.report.shapes)
    assert shapes == shape_pictures(trained.scorecard, trained.report.shapes)
    assert [picture.title for picture in shapes] == [table.label for table in trained.report.shapes]
    names = [picture.name for picture in (*report_pictures(trained.report), *shapes)]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[a-z0-9_]+", name) for name in names)


def test_months_are_drawn_only_when_there_are_some(trained: Trained) -> None:
    """An undated snapshot has no month-by-month picture, and its card does not mention one."""
    undated = replace(trained, report=replace(trained.report, by_month=()))
    assert "months" in {picture.name for picture in report_pictures(trained.report)}
    assert "months" not in {picture.name for picture in report_pictures(undated.report)}
    assert "Month by month" not in page_of(undated)


@pytest.mark.parametrize(
    "shape",
    [
        StepShape(edges=(), values=(0.5,), missing=0.0),
        StepShape(edges=(3.0,), values=(-0.5, 0.5), missing=0.0),
        StepShape(edges=(-1e12, 1e12), values=(0.0, 0.0, 0.0), missing=0.0),
        LineShape(slope=0.0, intercept=0.0, low=2.0, high=2.0, missing=0.0),
        LineShape(slope=-1.0, intercept=3.0, low=0.0, high=6.0, missing=0.0),
    ],
    ids=["no edge", "one edge", "huge and flat", "one value", "line"],
)
def test_every_number_shape_can_be_drawn(trained: Trained, shape: StepShape | LineShape) -> None:
    """Also the shapes at the edge of what a scorecard may hold give a well-formed picture."""
    _draw(trained, Feature.of(FeatureSpec("x/ä y", "number", "X"), shape))


@pytest.mark.parametrize(
    "levels", [{}, {"only": 0.0}, {f"level {k} with a long name": k / 9 for k in range(40)}]
)
def test_every_category_shape_can_be_drawn(trained: Trained, levels: dict[str, float]) -> None:
    """No category, one, or more than fit: a well-formed picture with at most a dozen bars."""
    svg = _draw(
        trained,
        Feature.of(FeatureSpec("c", "category", "C"), TableShape(levels=levels, missing=0.1, unseen=0.0)),
    )
    assert svg.count(b"level ") <= 12


def _draw(trained: Trained, feature: Feature) -> bytes:
    card = trained.scorecard.model_copy(update={"features": (feature,)})
    table = replace(trained.report.shapes[0], name=feature.name, label=feature.label)
    (picture,) = shape_pictures(card, [table])
    assert ET.fromstring(picture.svg).tag == "{http://www.w3.org/2000/svg}svg"
    return picture.svg
