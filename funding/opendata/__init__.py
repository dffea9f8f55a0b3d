"""Open data of grants: the SCDL « subventions » schema, its validator, its files, their import.

The essential data of a grant agreement above 23 000 € are published within three months of its
signature (décret 2017-779, arrêté du 17 novembre 2017).
"""
