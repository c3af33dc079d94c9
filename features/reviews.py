"""Review ratings: of each period the rating that could be seen."""

import ibis.expr.types as ir

from features.columns import Subject, as_of_day, exact_sum, per_person
from features.elapsed import whole_months
from features.sources import Tables
from features.visibility import facts_seen, with_previous


def last_rating(reviews: ir.Table) -> ir.FloatingScalar:
    """Rating (1-5) of the latest review period."""
    return reviews.rating.max(where=reviews.is_last)


def rating_change(reviews: ir.Table) -> ir.FloatingScalar:
    """Latest rating less the one of the period before it; missing with fewer than two."""
    return (reviews.rating - reviews.previous_rating).max(where=reviews.is_last)


def mean_rating_36m(reviews: ir.Table) -> ir.FloatingScalar:
    """Mean rating of the review periods that ended in the 36 months before; missing when there is none.

    One rating is noise for a good part; the mean of several is steadier. Poor performers leave most, the best leave
    when their growth stops (Trevor, Gerhart and Boudreau 1997).
    """
    window = reviews.period_end >= reviews.from_36m
    return exact_sum(reviews.rating, window) / reviews.count(where=window).nullif(0)


def months_since_review(reviews: ir.Table) -> ir.IntegerScalar:
    """Whole months since the latest review period ended."""
    return whole_months(reviews.period_end.max(), as_of_day(reviews))


COLUMNS = (last_rating, rating_change, mean_rating_36m, months_since_review)


def reviews(tables: Tables, people: ir.Table) -> ir.Table:
    """All features of reviews, one row per person and as-of day."""
    seen = facts_seen(people, tables["reviews"], "period_end")
    return per_person(with_previous(seen, ("rating",), "period_end"), COLUMNS)


REVIEWS = Subject(reviews, COLUMNS)
