"""Invented people: believable names, and CURPs that are valid and belong to nobody."""

from dataclasses import dataclass
from datetime import date, timedelta

from stdnum.mx import curp as stdnum_curp

from companies.rules.words import in_form


def _names(text):
    return tuple(text.split())


WOMEN = _names(
    "Ana Lilia Brenda Cecilia Claudia Diana Elizabeth Fabiola Guadalupe Isabel Karina Leticia"
    " Lorena Maribel Mónica Norma Paola Perla Rocío Sandra Verónica Yadira"
)
MEN = _names(
    "Abel Adrián Alejandro Armando César Cristian Edgar Eduardo Emilio Erick Gerardo Gilberto"
    " Héctor Iván Javier Jesús Julián Luis Manuel Noé Omar Pedro Ramón René Rubén Saúl Sergio"
    " Tomás Ulises"
)
SURNAMES = _names(
    "Acosta Aguilar Alvarado Armendáriz Barraza Cano Carrillo Castañeda Chávez Contreras Delgado"
    " Domínguez Escobedo Esparza Fierro Gallegos García Garza Gómez González Hernández Herrera"
    " Holguín Jurado Lozano Luján Macías Márquez Martínez Medrano Mendoza Molina Morales Muñoz"
    " Núñez Ochoa Olivas Ontiveros Ortega Palacios Payán Porras Quezada Ramírez Reyes Rentería"
    " Rivera Robles Rodríguez Rosales Salas Salazar Salcido Sandoval Serna Terrazas Torres Trejo"
    " Valdez Valenzuela Vargas Villa Villalobos Zamora Zúñiga"
)
# As people come to Juárez: most are from here.
STATES = _names("CH CH CH CH CH DG CL VZ ZS OC")
# Of a man and of a woman, with the occupation of the national catalogue.
JOB_TITLES = (
    ("Técnico de mantenimiento", "Técnica de mantenimiento", "04.1"),
    ("Operador de CNC", "Operadora de CNC", "05.7"),
    ("Soldador", "Soldadora", "05.7"),
    ("Técnico electricista", "Técnica electricista", "04.2"),
    ("Inspector de calidad", "Inspectora de calidad", "04.6"),
    ("Ajustador de moldes", "Ajustadora de moldes", "05.7"),
    ("Técnico de pruebas", "Técnica de pruebas", "04.3"),
    ("Supervisor de línea", "Supervisora de línea", "04.6"),
    ("Montacarguista", "Montacarguista", "06.5"),
    ("Auxiliar de metrología", "Auxiliar de metrología", "04.6"),
)
VOWELS, CONSONANTS = "AEIOU", "BCDFGHJKLMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Person:
    given_names: str
    first_surname: str
    second_surname: str
    curp: str
    job_title: str
    occupation: str


def invent(random):
    """Make up a person; the same `random` makes up the same one."""
    is_woman = random.random() < 0.4
    given_names = " ".join(random.sample(WOMEN if is_woman else MEN, random.choice((1, 1, 2))))
    first_surname, second_surname = random.sample(SURNAMES, 2)
    # The 17th character, a letter, puts the birth after the year 2000: whoever has this CURP will
    # be born between 2065 and 2099.
    born = date(2065, 1, 1) + timedelta(days=random.randrange(365 * 34))
    body = _beginning(given_names, first_surname, second_surname)
    body += f"{born:%y%m%d}{'M' if is_woman else 'H'}{random.choice(STATES)}"
    body += "".join(_inner(name, CONSONANTS) for name in (first_surname, second_surname))
    body += _inner(given_names, CONSONANTS) + "A"
    job = random.choice(JOB_TITLES)
    return Person(
        given_names,
        first_surname,
        second_surname,
        curp=body + stdnum_curp.calc_check_digit(body),
        job_title=job[is_woman],
        occupation=job[2],
    )


def _beginning(given_names, first_surname, second_surname):
    first = _plain(first_surname)
    letters = first[0] + _inner(first_surname, VOWELS)
    letters += _plain(second_surname)[0] + _plain(given_names)[0]
    # RENAPO puts an X where the letters would spell a word that nobody wants to carry.
    return f"{letters[0]}X{letters[2:]}" if letters in stdnum_curp._name_blacklist else letters


def _inner(name, among):
    """The first letter after the initial that is one of `among`; X where there is none."""
    return next((letter for letter in _plain(name)[1:] if letter in among), "X")


def _plain(name):
    name = name.upper().replace("Ñ", "X")
    return in_form("NFD", name).encode("ascii", "ignore").decode()
