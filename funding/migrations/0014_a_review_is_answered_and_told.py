"""An answer may be about a complement; co-funders know what each decided; more readings are told."""

import django.db.models.deletion
from django.db import migrations, models

from inclusion.organisations.grants import allow
from inclusion.organisations.one_step import OneStep

# An answer is about a complement of its own report, that still waits.
ANSWERS = r"""
CREATE FUNCTION funding_message_answers_its_complement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM funding_complementrequest c WHERE c.id = NEW.complement_id
        AND c.submission_id = NEW.submission_id AND c.outcome = '') THEN
        RAISE EXCEPTION 'an answer is about a complement that waits'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reportmessage_of_a_complement';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funding_message_answers_its_complement BEFORE INSERT ON funding_reportmessage
    FOR EACH ROW WHEN (NEW.complement_id IS NOT NULL)
    EXECUTE FUNCTION funding_message_answers_its_complement();
"""
UNDO = """
DROP TRIGGER funding_message_answers_its_complement ON funding_reportmessage;
DROP FUNCTION funding_message_answers_its_complement();
"""

# The copies there are already: the owner of the tables reads them past the policies, once.
FILL = r"""
ALTER TABLE funding_reportsubmission NO FORCE ROW LEVEL SECURITY;
ALTER TABLE funding_sharedcopy NO FORCE ROW LEVEL SECURITY;
UPDATE funding_sharedcopy c
    SET state = s.state, decided_at = s.decided_at, accepted_amount = s.accepted_amount
    FROM funding_reportsubmission s WHERE s.id = c.submission_id AND c.ended_at IS NULL;
ALTER TABLE funding_sharedcopy FORCE ROW LEVEL SECURITY;
ALTER TABLE funding_reportsubmission FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("funding", "0013_a_rate_has_one_base"), ("organisations", "0001_initial")]
    operations = [
        OneStep(
            operations=[
                migrations.RemoveConstraint("reportmessage", "reportmessage_answers_a_question"),
                migrations.AddField(
                    "reportmessage",
                    "complement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="funding.complementrequest",
                    ),
                ),
                migrations.AddField(
                    "sharedcopy",
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "Déposé"),
                            ("in_review", "En examen"),
                            ("approved", "Approuvé"),
                            ("rejected", "Refusé"),
                            ("withdrawn", "Retiré"),
                            ("replaced", "Remplacé"),
                            ("closed", "Soldé"),
                        ],
                        default="submitted",
                        max_length=10,
                    ),
                ),
                migrations.AddField("sharedcopy", "decided_at", models.DateTimeField(null=True)),
                migrations.AddField(
                    "sharedcopy",
                    "accepted_amount",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True),
                ),
                migrations.AlterField(
                    "submissionread",
                    "what",
                    models.CharField(
                        choices=[
                            ("report", "le compte rendu"),
                            ("records", "les pièces"),
                            ("paper", "une pièce jointe"),
                            ("pdf", "le PDF"),
                            ("copy", "la copie partagée"),
                            ("discharge", "le quitus"),
                        ],
                        max_length=9,
                    ),
                ),
                migrations.AddConstraint(
                    "reportmessage",
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("complement__isnull", True),
                                ("kind", "question"),
                                ("question__isnull", True),
                            ),
                            models.Q(
                                ("complement__isnull", True),
                                ("kind", "closing"),
                                ("question__isnull", False),
                            ),
                            models.Q(
                                ("complement__isnull", True),
                                ("kind", "answer"),
                                ("question__isnull", False),
                            ),
                            models.Q(
                                ("complement__isnull", False),
                                ("kind", "answer"),
                                ("question__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="reportmessage_answers_a_question",
                        violation_error_message=(
                            "Une réponse porte sur une question, ou un complément."
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    "sharedcopy",
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", False),
                                ("state__in", ("approved", "rejected", "closed")),
                            ),
                            models.Q(
                                models.Q(
                                    ("state__in", ("approved", "rejected", "closed")),
                                    _negated=True,
                                ),
                                ("accepted_amount__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="sharedcopy_decided_some_day",
                        violation_error_message="Une décision a sa date.",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(ANSWERS, UNDO),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        allow("UPDATE (state, decided_at, accepted_amount)", "funding_sharedcopy"),
    ]
