"""Letters that look like Latin ones: a name typed with them must be found all the same."""

# Each line: the plain letter, then what is typed in its place (Cyrillic, Greek, Armenian, small capitals, others).
# Letters with marks and wide, bold or circled ones are not here: Unicode itself says what they are made of.
_LISTED = """
a аαɑᴀ
b ЬʙƄ
c сϲᴄ
d ԁɗᴅ
e еєҽᴇε
f ƒꜰ
g ɡɢ
h һհʜ
i іιıɪ
j јϳᴊ
k кκᴋ
l ӏⅼʟ
m мᴍ
n пηոɴ
o оοօᴏσ
p рρᴘ
q ԛզ
r гʀ
s ѕꜱ
t тτᴛ
u υսᴜ
v νѵᴠ
w ԝωᴡ
x хχ
y уγүʏ
z ᴢ
A АΑᎪ
B ВΒᏴ
C СϹᏟ
D Ꭰꓓ
E ЕΕᎬ
F Ϝ
G Ԍ
H НΗᎻ
I ІΙӀ
J ЈᎫ
K КΚᏦ
L Ꮮ
M МΜᎷ
N Ν
O ОΟՕ
P РΡᏢ
Q Ԛ
R Ꭱ
S ЅՏ
T ТΤᎢ
U Ս
V ѴᏙ
W ԜᎳ
X ХΧ
Y ΥҮ
Z ΖᏃ
"""

# Letters that Unicode does not take apart and people write without their stroke.
_PLAIN = {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ħ": "h", "Ħ": "H", "ŧ": "t", "æ": "ae",
          "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ß": "ss", "ẞ": "Ss", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D"}  # fmt: skip

PLAIN = _PLAIN | {
    other: line[0] for line in _LISTED.strip().splitlines() for other in line[1:].replace(" ", "")
}
"""What each look-alike stands for; a value may hold two letters."""

DIGITS_FOR_LETTERS = str.maketrans("013457@$", "oleastas")
"""What digits and signs inside a word stand for: `j0hn`, `m4rk`."""
