"""The headings of the lists that staff upload, in Spanish or English, in any order."""

from companies.rules.matching import words_of

# Names of columns; capitals, accents and underscores do not count. The first that a file has is
# taken, and the first of all, spelled as in the file, is what a person reads when it is missing.
MEMBER_COLUMNS = {
    "rfc": ("RFC", "r f c", "registro federal de contribuyentes", "tax id", "rfc socio"),
    "name": (
        *("Razón social", "nombre o razon social", "nombre de la empresa", "denominacion"),
        *("empresa", "socio", "nombre", "afiliado", "razon social o nombre"),
        *("legal name", "company", "company name", "name", "member", "member name"),
    ),
}
RETC_COLUMNS = {
    "legal_name": ("Razón social", "nombre", "establecimiento"),
    "source_id": ("nra",),
    "scian_class": ("scian", "numero scian"),
    "activity": ("scian title 2023", "descripcion scian", "principal actividad productiva"),
    "retc_sector": ("retc sector", "sector"),
    "industrial_park": ("parque industrial", "nombre parque industrial"),
    "postal_code": ("cod postal", "codigo postal"),
    "municipality": ("municipio",),
}
# The 42 columns of the DENUE, and below them the headings of its older editions.
DENUE_COLUMNS = {
    "source_id": ("id",),
    "trade_name": ("nom_estab", "nombre de la unidad economica"),
    "legal_name": ("raz_social", "razon social"),
    "scian_class": ("codigo_act", "codigo de la clase de actividad scian"),
    "activity": ("nombre_act", "nombre de clase de la actividad"),
    "stratum": ("per_ocu", "descripcion estrato personal ocupado"),
    "street_kind": ("tipo_vial", "tipo de vialidad"),
    "street": ("nom_vial", "nombre de la vialidad"),
    "number": ("numero_ext", "numero exterior o kilometro"),
    "letter": ("letra_ext", "letra exterior"),
    "inside": ("numero_int", "numero interior"),
    "colony": ("nomb_asent", "nombre de asentamiento humano"),
    "park_kind": ("tipocencom", "tipo centro comercial"),
    "park": ("nom_cencom", "corredor industrial centro comercial o mercado publico"),
    "postal_code": ("cod_postal", "codigo postal"),
    "state_key": ("cve_ent", "clave entidad"),
    "municipality_key": ("cve_mun", "clave municipio"),
    "municipality": ("municipio",),
    "phone": ("telefono", "numero de telefono"),
    "email": ("correoelec", "correo electronico"),
    "website": ("www", "sitio en internet"),
}


def columns_of(headers, names, *, needed):
    """Find the columns by their headings, in any order: index by field.

    Returns them and the headings, as `names` calls them first, of `needed` fields that are missing.
    """
    places: dict[str, int] = {}
    for index, header in enumerate(headers):
        places.setdefault(words_of(header), index)
    found = {}
    for field, known in names.items():
        name = next((name for name in map(words_of, known) if name in places), None)
        if name is not None:
            found[field] = places[name]
    return found, [names[field][0] for field in needed if field not in found]
