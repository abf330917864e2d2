"""The addresses of the public pages."""

from flask import Blueprint

from webadmin.limits import limiter
from webadmin.public import check, comparing, diary, hosted, keys, misuse, results, schema

blueprint = Blueprint("public", __name__)

_often = limiter.shared_limit("60 per minute", scope="check")
"""A number has 80 random bits, so this only spares the database."""
_files = limiter.shared_limit("10 per minute; 60 per hour", scope="compare")
_reports = limiter.shared_limit("5 per hour", scope="misuse")
_hosted = limiter.shared_limit("600 per minute", scope="hosted")
"""Sites of others show badges to everybody who comes there; they keep them for an hour."""

blueprint.add_url_rule("/", "start", results.start)
blueprint.add_url_rule("/results/<int(max=9999):year>", "results", results.results)
blueprint.add_url_rule("/diary/<int(max=9999):year>", "diary", diary.diary)
blueprint.add_url_rule("/diary/<int(max=9999):year>/seal-<int(max=99999):number>.jsonl", "seal", diary.seal)
blueprint.add_url_rule("/diary/<int(max=9999):year>/results.csv", "results_file", diary.results_file)
blueprint.add_url_rule("/v/", "check", check.check)
blueprint.add_url_rule("/v/compare", "compare", _files(comparing.compare), methods=("POST",))
blueprint.add_url_rule("/v/misuse", "misuse", misuse.form)
blueprint.add_url_rule("/v/misuse", "send_misuse", _reports(misuse.send), methods=("POST",))
blueprint.add_url_rule("/v/<number>", "number", _often(check.number))
blueprint.add_url_rule("/v/<number>/badge", "badge", _often(check.badge))
blueprint.add_url_rule("/v/<number>/credential.json", "credential", _hosted(hosted.credential))
blueprint.add_url_rule("/credentials/<number>", "credential_by_number", _hosted(hosted.credential))
blueprint.add_url_rule("/b/<number>.<any(svg,png):form>", "hosted_badge", _hosted(hosted.badge))
blueprint.add_url_rule("/status/<any(revocation,suspension):purpose>/<int(max=9999):number>", "status", _hosted(keys.status))
blueprint.add_url_rule("/.well-known/did.json", "did", _hosted(keys.did))
blueprint.add_url_rule("/keys/<name>", "published", _hosted(keys.document))
blueprint.add_url_rule("/rulebook/schema.json", "schema", schema.schema)
