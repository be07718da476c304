"""The strict harness of the tests: servers, browser, network, templates, order."""
