"""What the model can read: English words. Anything else is left to a person, never guessed."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

NO_WORDS = "no words"
GARBLED = "not language"
OTHER_LANGUAGE = "not English"

SHORT = 3
"""Up to so many words, a text in Latin letters counts as English: three words hold too little to tell."""
READ = 4_000
"""Characters that the judgement rests on; more of the same text would not change it."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENGLISH_SHARE, _DOUBT = 0.25, 0.05
_ODD_SHARE = 0.5

# Everyday words that hardly any text of five words does without, and that other languages do not share.
_FUNCTION_WORDS_LISTED = """
a about after all and any are aren't as at be because been but by can can't could did didn't do does doesn't
don't for from get give got had has have he her his how i i'd i'll i'm i've if is isn't it it's its just
like my need never not of on one or our out she should so some than thank thanks that the their them there
they this to too up us very was wasn't we we've well were what when which who why will with won't work would
you your
"""

# Pairs of letters that stand in no, or next to no, English word; hands on a keyboard make them all the time.
_ODD_PAIRS_LISTED = """
aq bc bd bf bg bh bk bn bq bw bx bz cb cd cf cg cj cm cp cv cx dk dq dx fb fc fd fg fh fj fk fp fq fs fv fw
fx fz gc gd gj gk gp gq gv gw gx gz hc hf hg hh hj hk hp hq hv hx hz ij jb jc jd jf jg jh jj jk jl jm jn jp
jq jr js jt jv jw jx jy jz kb kc kg kj kk kq kv kx kz lj lq lx lz mg mh mj mk mq mx mz nq nx oq pb pd pf pg
pj pq pv px pz qa qb qc qd qe qf qg qh qi qj qk ql qm qn qo qp qq qr qs qt qv qw qx qy qz rx sd sj sv sx sz
tj tk tq tv tx uq uu uv uw ux vb vc vd vf vg vh vj vk vl vm vn vp vq vr vs vt vw vx vz wc wf wg wj wm wp wq
wv ww wx wz xb xd xf xg xj xk xl xm xn xo xq xr xs xv xw xz yj yk yq yv yx yy zb zc zd zf zg zj zk zm zn zp
zq zr zs zt zv zw zx
"""

_FUNCTION_WORDS = frozenset(_FUNCTION_WORDS_LISTED.split())
_ODD_PAIRS = frozenset(_ODD_PAIRS_LISTED.split())


def why_not_assessed(text: str | None) -> str | None:
    """Why the classifier must leave this text alone, or None where it may judge it.

    The answers are NO_WORDS (missing, empty, emoji or digits only), GARBLED (letters that are no language) and
    OTHER_LANGUAGE. When in doubt a text counts as English: short ones, and those with common English words.
    """
    words = _words(text)
    if not words:
        return NO_WORDS
    if _share(words, _is_odd) > _ODD_SHARE:
        return GARBLED
    if _share(words, _is_latin) <= 0.5:
        return OTHER_LANGUAGE
    if len(words) <= SHORT or _share(words, _FUNCTION_WORDS.__contains__) >= _ENGLISH_SHARE:
        return None
    return _by_language(" ".join(words))


def is_too_short(text: str | None) -> bool:
    """Whether a text has so few words that its language was taken for granted (see `SHORT`)."""
    return len(_words(text)) <= SHORT


def _words(text: str | None) -> list[str]:
    """The words of the text in lower case, without invisible characters and in composed letters."""
    if not text:
        return []
    visible = "".join(letter for letter in text[:READ] if unicodedata.category(letter) not in ("Cf", "Cs"))
    return _WORD.findall(unicodedata.normalize("NFKC", visible).lower().replace("’", "'"))


def _share(words: list[str], holds: Callable[[str], bool]) -> float:
    """Share of letters that stand in words for which `holds` is true."""
    return sum(len(word) for word in words if holds(word)) / sum(map(len, words))


def _is_latin(word: str) -> bool:
    return "LATIN" in unicodedata.name(word[0], "")


def _is_odd(word: str) -> bool:
    """Keyboard mash: one or two letters repeated, or too many pairs that English does not have.

    Words of up to three letters are not judged: they are abbreviations (`tbh`, `wfh`) as often as mash.
    """
    if len(word) <= 3:
        return False
    if len(set(word)) <= 2 and len(word) >= 6:
        return True
    odd = sum(pair in _ODD_PAIRS for pair in map("".join, pairwise(word)))
    return odd >= len(word) / 5


def _by_language(text: str) -> str | None:
    ranked = _identifier().rank(text)
    chances = dict(ranked)
    if chances.get("en", 0.0) >= _DOUBT:
        return None
    return GARBLED if ranked[0][0] == "zxx" else OTHER_LANGUAGE


@cache
def _identifier() -> Any:
    """The language identifier, without the pidgin that takes loose workplace English for itself."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([name for name in identifier.labels if name != "pcm"])
    return identifier
