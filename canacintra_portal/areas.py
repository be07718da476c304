"""The areas that have a drawing (static/portal/icons/area-*.svg) and a tint (scss/_areas.scss)."""

AREAS = frozenset(
    {
        "arneses-y-ensamble",
        "automatizacion-y-control",
        "calidad",
        "cnc-y-maquinas-herramienta",
        "desarrollo-humano",
        "electricidad-industrial",
        "electronica",
        "formacion-de-instructores",
        "hidraulica-y-neumatica",
        "logistica-y-almacen",
        "mantenimiento",
        "metrologia-y-dibujo",
        "plasticos",
        "produccion",
        "robotica",
        "seguridad-y-normatividad",
        "soldadura",
        "tecnologias-de-la-informacion",
        "troquelado-y-moldes",
    }
)
