"""The name on invoices, from the legal name."""

import pytest

from companies.rules import invoice_name, municipalities


@pytest.mark.parametrize(
    ("legal_name", "proposed"),
    [
        ("Maquinados Ejemplo, S.A. de C.V.", "MAQUINADOS EJEMPLO"),
        ("Maquinados  Ejemplo SA DE CV", "MAQUINADOS EJEMPLO"),
        ("Maquinados Ejemplo S. A. de C. V.", "MAQUINADOS EJEMPLO"),
        ("Troquelados Muestra, S. de R.L. de C.V.", "TROQUELADOS MUESTRA"),
        ("Troquelados Muestra S de RL MI", "TROQUELADOS MUESTRA"),
        ("Datos Ejemplo S.A.P.I. de C.V.", "DATOS EJEMPLO"),
        ("Datos Ejemplo SAS", "DATOS EJEMPLO"),
        ("Taller Muestra, S.C.", "TALLER MUESTRA"),
        ("Taller Muestra S.C. de R.L. de C.V.", "TALLER MUESTRA"),
        ("Amigos del Ejemplo A.C.", "AMIGOS DEL EJEMPLO"),
        ("Hermanos Muestra S. en C.", "HERMANOS MUESTRA"),
        ("Ejemplo Sociedad Anónima de Capital Variable", "EJEMPLO"),
        ("Ejemplo Sociedad de Responsabilidad Limitada de Capital Variable", "EJEMPLO"),
        ("Muebles de Casa", "MUEBLES DE CASA"),  # ends in the letters of a company form
        ("Peña & Niño, S.A.", "PEÑA & NIÑO"),
        ("S.A. de C.V.", "S.A. DE C.V."),
    ],
)
def test_the_company_form_goes_and_the_name_stays(legal_name, proposed):
    assert invoice_name.propose(legal_name, is_person=False) == proposed


def test_the_name_of_a_person_is_only_put_in_capitals():
    assert invoice_name.propose("Rosa Ejemplo  SA", is_person=True) == "ROSA EJEMPLO SA"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("juarez", "Juárez"),
        ("  Cd.  Juárez ", "Juárez"),
        ("Ciudad Juárez, Chihuahua", "Juárez"),
        ("CHIHUAHUA", "Chihuahua"),
        ("praxedis g guerrero", "Praxedis G. Guerrero"),
        ("Juárez Nuevo León", "Juárez Nuevo León"),
        ("Torreón", "Torreón"),
    ],
)
def test_a_municipality_is_written_one_way(typed, written):
    assert municipalities.canonical(typed) == written
