"""Everybody: the whole population of an ER manager, ranked and searchable, and nobody else's."""

import re

LINK = re.compile(r'<a href="/people/([^"?]+)">')


def listed(client, query=""):
    """The ids on the page, in its order."""
    return LINK.findall(client.get(f"/people{query}").text)


def test_the_whole_population_is_there_the_highest_score_first(week):
    """All eight of M1's people, in the order of their scores; who has none comes last; M2's person is absent."""
    found = listed(week.manager())
    assert found[:3] == ["E1", "E2", "E8"]
    assert set(found[-2:]) == {"E6", "E7"}
    assert len(found) == 8
    assert "E9" not in found


def test_every_line_says_its_place_on_the_list_or_why_it_has_none(week):
    """A listed person has a number, one in notice and one who objected a reason."""
    text = week.manager().get("/people").text
    assert "Number 1 on your list" in text
    assert "Has given notice already." in text
    assert "Has objected to being scored or listed." in text


def test_the_search_looks_at_names_and_takes_its_signs_literally(week):
    """Part of a name in any case finds the person; a percent sign is no wildcard; nobody found is said."""
    assert listed(week.manager(), "?search=okonk") == ["E1"]
    assert listed(week.manager(), "?search=4%205%25") == ["E/4%205%25"]
    assert listed(week.manager(), "?search=%25%25") == []
    assert "Nobody here matches" in week.manager().get("/people?search=zzz").text


def test_a_person_of_another_manager_is_not_found_by_search(week):
    """Searching by a foreign person's name or id gives nothing."""
    assert listed(week.manager(), "?search=E9") == []
    assert listed(week.manager(), "?search=Someone") == []


def test_the_page_is_cut_and_goes_on(week, monkeypatch):
    """Beyond one page there is a way on and a way back, and no one is shown twice."""
    monkeypatch.setattr("serving.pages.people.PAGE_SIZE", 5)
    first, second = listed(week.manager()), listed(week.manager(), "?start=5")
    assert (len(first), len(second)) == (5, 3)
    assert not set(first) & set(second)
    assert 'rel="next"' in week.manager().get("/people").text
    assert 'rel="prev"' in week.manager().get("/people?start=5").text
