"""A grant without a plan is explained as a plan is, and its report leaves explained too."""

import django.db.models.deletion
from django.db import migrations, models

import inclusion.organisations.constraints
import inclusion.organisations.fields
import inclusion.organisations.one_step

# A report leaves explained: what its plan says, or what a grant without a plan says of itself.
LEAVES_EXPLAINED = r"""
CREATE OR REPLACE FUNCTION funding_report_leaves_explained() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    its_plan uuid;
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state = 'submitted' THEN
        RAISE EXCEPTION 'a submitted report does not change'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'financialreport_stays';
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.state <> 'draft' THEN
        SELECT plan_id INTO its_plan FROM funding_grant WHERE id = NEW.grant_id;
        IF EXISTS (SELECT 1 FROM funding_cofundingplan
                   WHERE id = its_plan AND unexplained_count > 0)
            OR EXISTS (
                SELECT 1 FROM funding_plan_contradictions(its_plan) AS code
                WHERE NOT EXISTS (SELECT 1 FROM funding_findingexplanation e
                                  WHERE e.plan_id = its_plan AND e.code = code)) THEN
            RAISE EXCEPTION 'a blocking finding of the plan is not explained'
                USING ERRCODE = 'check_violation',
                CONSTRAINT = 'financialreport_explained_before_it_leaves';
        END IF;
        -- of the grant
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""


OF_THE_GRANT = r"""IF EXISTS (SELECT 1 FROM funding_grant g
                   WHERE g.id = NEW.grant_id AND g.plan_id IS NULL
                   AND abs(g.granted_amount - g.unit_amount * g.funded_units) > 1
                   AND NOT EXISTS (SELECT 1 FROM funding_findingexplanation e
                                   WHERE e.grant_id = g.id
                                   AND starts_with(e.code, 'grant_units.'))) THEN
            RAISE EXCEPTION 'a blocking finding of the grant is not explained'
                USING ERRCODE = 'check_violation',
                CONSTRAINT = 'financialreport_explained_before_it_leaves';
        END IF;"""


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0014_a_review_is_answered_and_told"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        inclusion.organisations.one_step.OneStep(
            operations=[
                migrations.AddField(
                    model_name="findingexplanation",
                    name="grant",
                    field=inclusion.organisations.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="explanations",
                        to="funding.grant",
                    ),
                ),
                migrations.AlterField(
                    model_name="findingexplanation",
                    name="plan",
                    field=inclusion.organisations.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="explanations",
                        to="funding.cofundingplan",
                    ),
                ),
                migrations.AddIndex(
                    model_name="findingexplanation",
                    index=models.Index(
                        fields=["organisation", "grant", "code"], name="explanation_of_grant"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="findingexplanation",
                    constraint=inclusion.organisations.constraints.SameOrganisation(
                        field="grant", name="findingexplanation_grant"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="findingexplanation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("plan__isnull", True), ("grant__isnull", True), _connector="XOR"
                        ),
                        name="findingexplanation_of_one",
                        violation_error_message="Une explication porte sur un plan ou sur une subvention.",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(
            LEAVES_EXPLAINED.replace("-- of the grant", OF_THE_GRANT), LEAVES_EXPLAINED
        ),
    ]
