"""The addresses of the public pages."""

from flask import Blueprint

from webadmin.limits import limiter
from webadmin.public import check, diary, results, schema

blueprint = Blueprint("public", __name__)

_often = limiter.shared_limit("60 per minute", scope="check")
"""A number has 80 random bits, so this only spares the database."""

blueprint.add_url_rule("/", "start", results.start)
blueprint.add_url_rule("/results/<int(max=9999):year>", "results", results.results)
blueprint.add_url_rule("/diary/<int(max=9999):year>", "diary", diary.diary)
blueprint.add_url_rule("/diary/<int(max=9999):year>/seal-<int(max=99999):number>.jsonl", "seal", diary.seal)
blueprint.add_url_rule("/diary/<int(max=9999):year>/results.csv", "results_file", diary.results_file)
blueprint.add_url_rule("/v/", "check", check.check)
blueprint.add_url_rule("/v/<number>", "number", _often(check.number))
blueprint.add_url_rule("/v/<number>/badge", "badge", _often(check.badge))
blueprint.add_url_rule("/rulebook/schema.json", "schema", schema.schema)
