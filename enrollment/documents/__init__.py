"""Papers and spreadsheets: they receive a finished plain description and only draw."""
