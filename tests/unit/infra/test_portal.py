"""The promises of portal.yaml, each read from the template itself."""

import json
import re
import shutil
import subprocess
from typing import Any

import pytest

from infra import environment, package, smoke, template
from tests.signing_in import SIGN_IN

PORTAL = template.load()
RESOURCES: dict[str, Any] = PORTAL["Resources"]

SES = "arn:${AWS::Partition}:ses:${Region}:${AWS::AccountId}:identity"
RIGHTS = {
    "IntakePolicy": {
        ("dynamodb:PutItem", "CasesTable"), ("dynamodb:PutItem", "EntriesTable"), ("dynamodb:PutItem", "BoxesTable"),
        ("dynamodb:PutItem", "NoticesTable"),
        ("kms:Sign", "ReceiptKey"), ("kms:GetPublicKey", "ReceiptKey"),
        ("kms:GenerateMac", "ChallengeKey"),
        ("logs:CreateLogStream", "IntakeLog"), ("logs:PutLogEvents", "IntakeLog"),
    },
    "PhotoPolicy": {
        ("s3:PutObject", "${EvidenceBucket.Arn}/*"), ("kms:GenerateMac", "ChallengeKey"),
        ("logs:CreateLogStream", "PhotoLog"), ("logs:PutLogEvents", "PhotoLog"),
    },
    "StaffPolicy": {
        *(("dynamodb:" + act, "CasesTable") for act in ("BatchGetItem", "Query", "UpdateItem")),
        ("dynamodb:Query", "${CasesTable.Arn}/index/by_unit"),
        ("dynamodb:PutItem", "EntriesTable"), ("dynamodb:PutItem", "NoticesTable"),
        *(("dynamodb:" + act, "ActsTable") for act in ("GetItem", "PutItem", "Query")),
        *(("dynamodb:" + act, "PassedTable") for act in ("DeleteItem", "PutItem", "Query")),
        ("s3:GetObject", "${EvidenceBucket.Arn}/*"), ("s3:ListBucket", "EvidenceBucket"),
        ("kms:GenerateMac", "PersonKey"),
        ("logs:CreateLogStream", "StaffLog"), ("logs:PutLogEvents", "StaffLog"),
    },
    "OfficerPolicy": {
        ("dynamodb:GetItem", "EntriesTable"), ("dynamodb:Query", "${EntriesTable.Arn}/index/by_mark"),
        ("dynamodb:Query", "CasesTable"), ("dynamodb:Query", "${CasesTable.Arn}/index/by_day"),
        ("dynamodb:UpdateItem", "CasesTable"), ("dynamodb:PutItem", "EntriesTable"),
        ("dynamodb:GetItem", "BoxesTable"), ("kms:GenerateMac", "PersonKey"),
        ("logs:CreateLogStream", "OfficerLog"), ("logs:PutLogEvents", "OfficerLog"),
    },
    "CourierPolicy": {("lambda:InvokeFunction", "OfficerFunction")},
    "RelayPolicy": {
        *(("dynamodb:" + act, "NoticesTable") for act in ("DescribeStream", "GetRecords", "GetShardIterator")),
        ("dynamodb:ListStreams", "${NoticesTable.Arn}/stream/*"), ("sqs:SendMessage", "NoticeQueue"),
        ("logs:CreateLogStream", "RelayLog"), ("logs:PutLogEvents", "RelayLog"),
    },
    "NoticePolicy": {
        *(("sqs:" + act, "NoticeQueue") for act in ("DeleteMessage", "GetQueueAttributes", "ReceiveMessage")),
        ("ses:SendEmail", f"{SES}/${{NoticeSender}}"), ("ses:SendEmail", f"{SES}/${{Domain}}"),
        ("logs:CreateLogStream", "NoticeLog"), ("logs:PutLogEvents", "NoticeLog"),
    },
    "StatisticsPolicy": {
        ("dynamodb:Query", "${CasesTable.Arn}/index/by_day"), ("s3:ListBucket", "SiteBucket"),
        ("s3:PutObject", "${SiteBucket.Arn}/statistics/*"),
        ("logs:CreateLogStream", "StatisticsLog"), ("logs:PutLogEvents", "StatisticsLog"),
    },
    "SchedulePolicy": {("lambda:InvokeFunction", "StatisticsFunction")},
}  # fmt: skip


def properties(name: str) -> dict[str, Any]:
    found: dict[str, Any] = RESOURCES[name]["Properties"]
    return found


def of_type(kind: str) -> list[str]:
    return list(template.resources(PORTAL, kind))


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def target(resource: Any) -> str:
    """Return what a policy's resource names: the logical name, or the text of a substitution."""
    return str(resource["Fn::GetAtt"][0] if "Fn::GetAtt" in resource else as_list(resource["Fn::Sub"])[0])


def on_aws(resources: Any) -> Any:
    """Return what a policy names on AWS: the embedded cloud knows some rights on everything only."""
    condition = resources.get("Fn::If") if isinstance(resources, dict) else None
    assert condition is None or condition[0] == "ViewersUseTls"
    return condition[1] if condition else resources


@pytest.mark.parametrize("policy", of_type("AWS::IAM::Policy"))
def test_a_role_has_exactly_its_rights(policy: str):
    """Each role may do what this table says, on what it says, and nothing else."""
    statements = properties(policy)["PolicyDocument"]["Statement"]
    rights = {
        (action, target(resource))
        for statement in statements
        for action in as_list(statement["Action"])
        for resource in as_list(on_aws(statement["Resource"]))
    }
    assert rights == RIGHTS[policy]
    assert all(set(statement) == {"Effect", "Action", "Resource"} for statement in statements)


def test_every_role_has_one_policy_and_no_managed_one():
    """No role has rights from anywhere but its one policy above."""
    roles = [properties(policy)["Roles"] for policy in of_type("AWS::IAM::Policy")]
    assert sorted(role[0]["Ref"] for role in roles) == sorted(of_type("AWS::IAM::Role"))
    for role in of_type("AWS::IAM::Role"):
        assert not {"ManagedPolicyArns", "Policies", "RoleName"} & set(properties(role))


def test_no_action_is_a_wildcard():
    """No statement that allows anything names an action with a star, in identity, key and bucket policies alike."""
    documents = [properties(name)["PolicyDocument"] for name in of_type("AWS::IAM::Policy")]
    documents += [properties(name)["KeyPolicy"] for name in of_type("AWS::KMS::Key")]
    documents += [properties(name)["PolicyDocument"] for name in of_type("AWS::S3::BucketPolicy")]
    for document in documents:
        for statement in document["Statement"]:
            if statement.get("Effect") == "Allow":
                assert not any("*" in action for action in as_list(statement["Action"]))


def test_functions_run_as_lambda_and_the_courier_as_whom_the_operator_names():
    """Only the Lambda service takes a function's role, and only the operator's principal the courier's."""
    for name in of_type("AWS::Lambda::Function"):
        role = properties(name)["Role"]["Fn::GetAtt"][0]
        (statement,) = properties(role)["AssumeRolePolicyDocument"]["Statement"]
        assert statement["Principal"] == {"Service": "lambda.amazonaws.com"}
    (statement,) = properties("CourierRole")["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"]["AWS"]["Fn::If"][:2] == ["HasCourierPrincipal", {"Ref": "CourierPrincipal"}]


def test_the_officer_function_has_no_address_and_no_second_caller():
    """Nothing but the courier's role may invoke the officer function: no permission, no route, no function URL."""
    permissions = [properties(name)["FunctionName"] for name in of_type("AWS::Lambda::Permission")]
    assert permissions == [{"Ref": f"{name}Function"} for name in ("Intake", "Photo", "Staff")]
    integrations = [properties(name)["IntegrationUri"] for name in of_type("AWS::ApiGatewayV2::Integration")]
    assert integrations == [{"Fn::GetAtt": [f"{name}Function", "Arn"]} for name in ("Intake", "Photo", "Staff")]
    assert not of_type("AWS::Lambda::Url")


def test_no_function_that_an_address_reaches_may_touch_a_box():
    """Sealed boxes are put by intake and got by the officer function; the staff's role has no right on them at all."""
    rights = {policy: {act for act, table in found if table == "BoxesTable"} for policy, found in RIGHTS.items()}
    assert {policy: acts for policy, acts in rights.items() if acts} == {
        "IntakePolicy": {"dynamodb:PutItem"},
        "OfficerPolicy": {"dynamodb:GetItem"},
    }


@pytest.mark.parametrize("kind", template.DATA_TYPES)
def test_what_people_entrusted_is_never_deleted_with_the_stack(kind: str):
    """Every table, key and bucket is retained both when the stack goes and when it would be replaced."""
    found = template.resources(PORTAL, kind)
    assert found
    for resource in found.values():
        assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")


@pytest.mark.parametrize("table", of_type("AWS::DynamoDB::Table"))
def test_a_table_is_encrypted_backed_up_and_protected(table: str):
    """Tables are on demand, encrypted with a KMS key, restorable to any second, and refuse deletion by default."""
    found = properties(table)
    assert found["BillingMode"] == "PAY_PER_REQUEST"
    assert found["SSESpecification"] == {"SSEEnabled": True}
    assert found["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert found["DeletionProtectionEnabled"] == {"Fn::If": ["Protects", True, False]}
    assert PORTAL["Conditions"]["Protects"] == {"Fn::Equals": [{"Ref": "DeletionProtection"}, "true"]}
    assert PORTAL["Parameters"]["DeletionProtection"]["Default"] == "true"
    assert ("StreamSpecification" in found) == (table == "NoticesTable")


def test_notices_leave_by_a_stream_and_go_by_themselves():
    """What units are told streams to whoever tells them, the new row and nothing else, and expires."""
    assert properties("NoticesTable")["StreamSpecification"] == {"StreamViewType": "NEW_IMAGE"}
    assert properties("NoticesTable")["TimeToLiveSpecification"] == {"AttributeName": "gone", "Enabled": True}


def test_an_inbox_is_read_without_facts_or_keys():
    """The index by unit holds open cases only, in order of their deadlines, and nothing of what was reported."""
    _, index = properties("CasesTable")["GlobalSecondaryIndexes"]
    assert [key["AttributeName"] for key in index["KeySchema"]] == ["queue", "inbox"]
    kept = {"hour", "status", "category", "place", "due", "n"}
    assert set(index["Projection"]["NonKeyAttributes"]) == kept


def test_a_mark_leads_to_an_entry_and_nothing_of_it():
    """The index by mark holds keys only."""
    (index,) = properties("EntriesTable")["GlobalSecondaryIndexes"]
    assert [key["AttributeName"] for key in index["KeySchema"]] == ["mark"]
    assert index["Projection"] == {"ProjectionType": "KEYS_ONLY"}


def test_a_day_is_read_without_facts_or_keys():
    """The index by day holds headers only: no facts, no receipt, no key of the reporter."""
    index, _ = properties("CasesTable")["GlobalSecondaryIndexes"]
    kept = {"hour", "status", "category", "place", "key", "build", "facts_hash", "n"}
    assert set(index["Projection"]["NonKeyAttributes"]) == kept


def test_keys_are_of_the_kind_that_receipts_and_challenges_need():
    """Receipts are Ed25519, which any verifier knows; challenges are HMAC-SHA256; neither leaves KMS."""
    assert (properties("ReceiptKey")["KeySpec"], properties("ReceiptKey")["KeyUsage"]) == (
        "ECC_NIST_EDWARDS25519",
        "SIGN_VERIFY",
    )
    for name in ("ChallengeKey", "PersonKey"):
        found = properties(name)
        assert (found["KeySpec"], found["KeyUsage"]) == ("HMAC_256", "GENERATE_VERIFY_MAC")


USES = {"kms:Sign", "kms:GenerateMac", "kms:VerifyMac", "kms:Encrypt", "kms:Decrypt", "kms:CreateGrant"}


USERS = {
    "ReceiptKey": ["IntakeRole"],
    "ChallengeKey": ["IntakeRole", "PhotoRole"],
    "PersonKey": ["StaffRole", "OfficerRole"],
}


@pytest.mark.parametrize("key", of_type("AWS::KMS::Key"))
def test_the_account_administers_keys_and_cannot_use_them(key: str):
    """No administrator can sign a receipt without first changing the key's policy, which is recorded."""
    administer, use = properties(key)["KeyPolicy"]["Statement"]
    assert not USES & set(administer["Action"])
    assert "kms:PutKeyPolicy" in administer["Action"]
    assert as_list(use["Principal"]["AWS"]) == [{"Fn::GetAtt": [role, "Arn"]} for role in USERS[key]]


LOGGING = {
    "AccessLogSettings", "Logging", "LoggingConfiguration", "TracingConfig", "LogDeliveryConfiguration",
    "ContributorInsightsSpecification", "RealtimeLogConfigArn", "RealtimeMetricsSubscriptionConfig",
}  # fmt: skip
LOGGING_TYPES = (
    "AWS::CloudTrail",
    "AWS::WAF",
    "AWS::XRay",
    "AWS::Logs::Delivery",
    "AWS::CloudFront::RealtimeLogConfig",
)


def test_nothing_writes_down_who_came():
    """No access log, trail, tracing or firewall log exists: nothing keeps an address, user agent or path."""

    def names(value: Any) -> set[str]:
        if isinstance(value, dict):
            return set(value) | set().union(*map(names, value.values()))
        return set().union(*map(names, value)) if isinstance(value, list) else set()

    assert not LOGGING & names(RESOURCES)
    assert not any(found["Type"].startswith(LOGGING_TYPES) for found in RESOURCES.values())


def test_every_log_has_an_end_and_every_function_its_own():
    """There are seven logs, each kept 30 days, and each function writes to its own."""
    logs = of_type("AWS::Logs::LogGroup")
    assert {properties(log)["RetentionInDays"] for log in logs} == {30}
    written = [properties(name)["LoggingConfig"] for name in of_type("AWS::Lambda::Function")]
    assert sorted(log["LogGroup"]["Ref"] for log in written) == sorted(logs)


ENVIRONMENT = {
    "CASES_TABLE",
    "ENTRIES_TABLE",
    "BOXES_TABLE",
    "RECEIPT_KEY",
    "POWERTOOLS_SERVICE_NAME",
    "POWERTOOLS_LOG_LEVEL",
}


def test_no_setting_lets_a_function_log_what_it_is_sent():
    """Functions get exactly these variables: none that logs events, and none that holds a secret."""
    assert set(properties("IntakeFunction")["Environment"]["Variables"]) == ENVIRONMENT | {
        "CHALLENGE_KEY", "NOTICES_TABLE",
    }  # fmt: skip
    officer = ENVIRONMENT - {"RECEIPT_KEY"} | {"PERSON_KEY"}
    assert set(properties("OfficerFunction")["Environment"]["Variables"]) == officer
    log = {"POWERTOOLS_SERVICE_NAME", "POWERTOOLS_LOG_LEVEL"}
    own = {"EVIDENCE_BUCKET", "CHALLENGE_KEY"}
    assert set(properties("PhotoFunction")["Environment"]["Variables"]) == own | log
    own = {
        "EVIDENCE_BUCKET",
        "PERSON_KEY",
        *(f"{name}_TABLE" for name in ("CASES", "ENTRIES", "PASSED", "ACTS", "NOTICES")),
    }
    assert set(properties("StaffFunction")["Environment"]["Variables"]) == own | log
    for name, own in (
        ("Relay", {"NOTICE_QUEUE", "NOTICE_SPREAD"}),
        ("Notice", {"LANGUAGES", "MAIL_REGION", "NOTICE_SENDER", "SITE"}),
        ("Statistics", {"CASES_TABLE", "SITE_BUCKET"}),
    ):
        assert set(properties(f"{name}Function")["Environment"]["Variables"]) == own | log


def test_functions_are_the_archive_under_its_hash():
    """All functions run one archive whose key holds its hash, and handlers that the package builds and imports."""
    for name in of_type("AWS::Lambda::Function"):
        assert properties(name)["Code"] == {"S3Bucket": {"Ref": "ArtifactsBucket"}, "S3Key": {"Ref": "FunctionsKey"}}
        assert properties(name)["Handler"].removesuffix(".handler") in package.HANDLERS
        assert properties(name)["Runtime"] == "python3.13"


PHOTOS = "PUT /api/reports/{case}/photos/{number}"
PUBLIC = {"GET /api/challenge": "Intake", "PUT /api/reports/{case}": "Intake", PHOTOS: "Photo"}
STAFF = (
    "GET /api/staff/inbox", "GET /api/staff/passed", "GET /api/staff/overdue", "GET /api/staff/cases/{case}",
    "GET /api/staff/cases/{case}/photos/{number}", "POST /api/staff/cases/{case}/{act}",
)  # fmt: skip


def test_the_api_has_nine_routes_and_throttles():
    """Nothing but the calls of API.md reaches a function, no greedy path exists, and no route takes all there is."""
    routes = {properties(name)["RouteKey"]: properties(name)["Target"] for name in of_type("AWS::ApiGatewayV2::Route")}
    targets = PUBLIC | dict.fromkeys(STAFF, "Staff")
    assert routes == {route: {"Fn::Sub": f"integrations/${{{name}Integration}}"} for route, name in targets.items()}
    whole = properties("Stage")["DefaultRouteSettings"]["ThrottlingRateLimit"]
    apart = properties("Stage")["RouteSettings"]
    assert set(apart) == {PHOTOS, *STAFF}
    assert all(0 < found["ThrottlingRateLimit"] < whole for found in apart.values())
    assert set(RESOURCES["Stage"]["DependsOn"]) == set(of_type("AWS::ApiGatewayV2::Route"))
    assert "CorsConfiguration" not in properties("Api")


def test_the_gateway_lets_nobody_to_the_staff_function_without_a_token():
    """Each of its routes asks for a token of the issuer, for this portal's clients; no other route asks for one."""
    for name in of_type("AWS::ApiGatewayV2::Route"):
        found = properties(name)
        asked = (found.get("AuthorizationType"), found.get("AuthorizerId"))
        wanted = ("JWT", {"Ref": "StaffAuthorizer"}) if found["RouteKey"] in STAFF else (None, None)
        assert asked == wanted
        # The gateway says 403 to a token without a route's scope, which the edge turns into the not-found page.
        assert "AuthorizationScopes" not in found
    authorizer = properties("StaffAuthorizer")
    assert (authorizer["AuthorizerType"], authorizer["IdentitySource"]) == ("JWT", ["$request.header.Authorization"])
    assert authorizer["JwtConfiguration"] == {"Issuer": {"Ref": "OidcIssuer"}, "Audience": {"Ref": "OidcAudience"}}
    assert not {"Default"} & {*PORTAL["Parameters"]["OidcIssuer"], *PORTAL["Parameters"]["OidcAudience"]}


def test_the_staffs_calls_bring_a_token_and_are_kept_nowhere():
    """Of a handler's browser the API learns what it learns of a citizen's, the token, and three words of a question."""
    found = properties("StaffCalls")["CachePolicyConfig"]
    assert (found["MinTTL"], found["DefaultTTL"], found["MaxTTL"]) == (0, 0, 1)
    passed = found["ParametersInCacheKeyAndForwardedToOrigin"]
    assert passed["HeadersConfig"] == {"HeaderBehavior": "whitelist", "Headers": ["Authorization"]}
    assert passed["CookiesConfig"] == {"CookieBehavior": "none"}
    assert passed["QueryStringsConfig"] == {
        "QueryStringBehavior": "whitelist", "QueryStrings": ["after", "soon", "unit"],
    }  # fmt: skip


def test_the_api_learns_nothing_of_a_browser_but_its_body():
    """The distribution passes no cookie, no query, no user agent and no language on to the API."""
    found = properties("ApiRequests")["OriginRequestPolicyConfig"]
    assert found["HeadersConfig"] == {"HeaderBehavior": "whitelist", "Headers": ["Content-Type"]}
    assert found["CookiesConfig"] == {"CookieBehavior": "none"}
    assert found["QueryStringsConfig"] == {"QueryStringBehavior": "none"}


def test_the_bucket_is_private_versioned_and_read_by_one_distribution():
    """Public access is blocked four ways, versions end after 30 days, and only this distribution reads."""
    found = properties("SiteBucket")
    assert set(found["PublicAccessBlockConfiguration"].values()) == {True}
    assert found["VersioningConfiguration"] == {"Status": "Enabled"}
    rules = {rule["Id"]: rule for rule in found["LifecycleConfiguration"]["Rules"]}
    assert rules["earlier-versions"]["NoncurrentVersionExpiration"] == {"NoncurrentDays": 30}
    assert rules["unfinished-uploads"]["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}
    reads, deny = properties("SiteBucketPolicy")["PolicyDocument"]["Statement"]
    assert (reads["Principal"], reads["Action"]) == ({"Service": "cloudfront.amazonaws.com"}, "s3:GetObject")
    assert "distribution/${Distribution}" in reads["Condition"]["StringEquals"]["AWS:SourceArn"]["Fn::Sub"]
    assert deny["Fn::If"][1]["Effect"] == "Deny"


def test_photos_lie_in_a_private_bucket_that_one_role_reads():
    """Encrypted, closed to the public, unversioned: a deletion is one. The staff's role reads it, nobody replaces."""
    found = properties("EvidenceBucket")
    assert set(found["PublicAccessBlockConfiguration"].values()) == {True}
    assert "VersioningConfiguration" not in found
    assert found["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    (encryption,) = found["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    (rule,) = found["LifecycleConfiguration"]["Rules"]
    assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}
    assert "Expiration" not in str(rule)
    reads, replaces, plain = properties("EvidenceBucketPolicy")["PolicyDocument"]["Statement"]
    assert (reads["Effect"], reads["Principal"]) == ("Deny", "*")
    condition, role, embedded = reads["Condition"]["ArnNotEquals"]["aws:PrincipalArn"]["Fn::If"]
    assert (condition, role) == ("ViewersUseTls", {"Fn::GetAtt": ["StaffRole", "Arn"]})
    assert embedded["Fn::Sub"].endswith(":assumed-role/${StaffRole}/*")
    assert set(reads["Condition"]) == {"ArnNotEquals"}
    assert {"s3:GetObject", "s3:GetObjectVersion"} <= set(reads["Action"])
    assert reads["Resource"] == {"Fn::Sub": "${EvidenceBucket.Arn}/*"}
    for condition, statement, otherwise in (replaces["Fn::If"], plain["Fn::If"]):
        assert (condition, statement["Effect"], statement["Principal"]) == ("ViewersUseTls", "Deny", "*")
        assert otherwise == {"Ref": "AWS::NoValue"}
    assert replaces["Fn::If"][1]["Action"] == "s3:PutObject"
    assert replaces["Fn::If"][1]["Condition"] == {"Null": {"s3:if-none-match": "true"}}
    assert plain["Fn::If"][1]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_one_role_may_put_photos_and_another_get_them():
    """No statement of any policy allows anything else on their bucket."""
    allowed = [
        (policy, action)
        for policy in of_type("AWS::IAM::Policy")
        for statement in properties(policy)["PolicyDocument"]["Statement"]
        for action in as_list(statement["Action"])
        if "EvidenceBucket" in str(statement["Resource"])
        or (action.startswith("s3:") and "SiteBucket" not in str(statement["Resource"]))
    ]
    assert allowed == [
        ("PhotoPolicy", "s3:PutObject"),
        ("StaffPolicy", "s3:GetObject"),
        ("StaffPolicy", "s3:ListBucket"),
    ]


def test_a_notice_is_tried_five_times_and_then_laid_aside_where_an_alarm_sees_it():
    """Queue and dead letters are encrypted; between two tries lies more than the sending of a whole batch takes."""
    queue, dead = properties("NoticeQueue"), properties("NoticeDeadLetters")
    assert queue["RedrivePolicy"]["maxReceiveCount"] == 5
    assert queue["RedrivePolicy"]["deadLetterTargetArn"] == {"Fn::GetAtt": ["NoticeDeadLetters", "Arn"]}
    assert queue["SqsManagedSseEnabled"] is dead["SqsManagedSseEnabled"] is True
    assert dead["MessageRetentionPeriod"] > queue["MessageRetentionPeriod"]
    assert queue["VisibilityTimeout"] >= 6 * properties("NoticeFunction")["Timeout"]  # as AWS advises
    source = properties("NoticeSource")
    assert (source["BatchSize"], source["FunctionResponseTypes"]) == (10, ["ReportBatchItemFailures"])
    assert PORTAL["Parameters"]["NoticeSpread"]["Default"] == 900  # the most that SQS delays
    assert "FunctionResponseTypes" not in properties("RelaySource")  # the embedded cloud takes it for success of all


ALARMS = {
    "DeadLettersAlarm": ("ApproximateNumberOfMessagesVisible", {"Fn::GetAtt": ["NoticeDeadLetters", "QueueName"]}),
    "NoticesLateAlarm": ("ApproximateAgeOfOldestMessage", {"Fn::GetAtt": ["NoticeQueue", "QueueName"]}),
    "RelayLateAlarm": ("IteratorAge", {"Ref": "RelayFunction"}),
} | {f"{name}Alarm": ("Errors", {"Ref": f"{name}Function"}) for name in ("Relay", "Notice", "Statistics")}


def test_alarms_see_what_no_page_shows_and_tell_the_operator():
    """Each watches one thing of ours, is silent while nothing happens, and tells whoever is named, if anyone."""
    assert set(ALARMS) == set(of_type("AWS::CloudWatch::Alarm"))
    for name, (metric, watched) in ALARMS.items():
        found = properties(name)
        (dimension,) = found["Dimensions"]
        assert (found["MetricName"], dimension["Value"]) == (metric, watched)
        assert (found["TreatMissingData"], found["EvaluationPeriods"]) == ("notBreaching", 1)
        assert found["AlarmActions"] == [
            {"Fn::If": ["HasOperatorEmail", {"Ref": "AlarmTopic"}, {"Ref": "AWS::NoValue"}]}
        ]


def test_statistics_are_made_when_a_month_is_over_everywhere():
    """On the first of the month at 13:30 UTC, when it is the second in the east and the first in the farthest west."""
    found = properties("StatisticsSchedule")
    assert found["ScheduleExpression"] == "cron(30 13 1-3 * ? *)"
    assert found["Target"]["Arn"] == {"Fn::GetAtt": ["StatisticsFunction", "Arn"]}
    (statement,) = properties("ScheduleRole")["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


DISTRIBUTION = properties("Distribution")["DistributionConfig"]


def test_only_a_403_becomes_a_page():
    """Error pages are for the whole distribution, so only 403 has one: the API never answers it."""
    (found,) = (error for error in DISTRIBUTION["CustomErrorResponses"] if "ResponsePagePath" in error)
    assert (found["ErrorCode"], found["ResponseCode"], found["ResponsePagePath"]) == (403, 404, "/not-found/index.html")


def test_an_edge_keeps_no_problem_of_the_api():
    """Busy, fault and unknown are true of one moment: asked again, the portal answers and not a cache."""
    kept = {error["ErrorCode"]: error["ErrorCachingMinTTL"] for error in DISTRIBUTION["CustomErrorResponses"]}
    assert {code for code, seconds in kept.items() if seconds == 0} == {404, 500, 502, 503, 504}


def test_every_behaviour_lists_its_methods_and_sends_the_headers():
    """Pages take GET and HEAD only; every behaviour sends a whole headers policy; API answers are never cached."""
    staff_api, api, staff_pages = DISTRIBUTION["CacheBehaviors"]
    pages = DISTRIBUTION["DefaultCacheBehavior"]
    # The first that fits is taken, and the pattern of the staff's pages would fit their calls too.
    assert [found["PathPattern"] for found in (staff_api, api, staff_pages)] == ["/api/staff/*", "/api/*", "/*/staff/*"]
    same = ("TargetOriginId", "AllowedMethods", "CachePolicyId", "FunctionAssociations", "ViewerProtocolPolicy")
    assert {name: pages[name] for name in same} == {name: staff_pages[name] for name in same}
    assert pages["AllowedMethods"] == ["GET", "HEAD"]
    assert "PUT" in api["AllowedMethods"]
    assert "POST" in staff_api["AllowedMethods"]
    for found in (pages, api, staff_api):
        assert found["ResponseHeadersPolicyId"] == {"Ref": "Headers"}
    assert staff_pages["ResponseHeadersPolicyId"] == {"Ref": "StaffHeaders"}
    assert api["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    assert staff_api["CachePolicyId"] == {"Ref": "StaffCalls"}
    assert api["OriginRequestPolicyId"] == staff_api["OriginRequestPolicyId"] == {"Ref": "ApiRequests"}


def test_the_staffs_pages_send_the_same_headers_but_for_where_they_may_connect():
    """Their policy and allowlist are parameters of their own; all else is that of every page."""
    plain, staff = (properties(name)["ResponseHeadersPolicyConfig"] for name in ("Headers", "StaffHeaders"))
    security = staff["SecurityHeadersConfig"]
    assert security["ContentSecurityPolicy"]["ContentSecurityPolicy"] == {"Ref": "StaffContentSecurityPolicy"}
    assert {**security, "ContentSecurityPolicy": None} == {
        **plain["SecurityHeadersConfig"],
        "ContentSecurityPolicy": None,
    }
    sent, own = (found["CustomHeadersConfig"]["Items"] for found in (plain, staff))
    assert own[0] == {"Header": "Connection-Allowlist", "Value": {"Ref": "StaffConnections"}, "Override": True}
    assert sent[0] == own[0] | {"Value": "(response-origin)"}
    assert sent[1:] == own[1:]


def test_the_headers_are_those_of_the_design():
    """The headers that the smoke test asks a live portal for are those that the template sends, each overriding."""
    found = properties("Headers")["ResponseHeadersPolicyConfig"]
    security = found["SecurityHeadersConfig"]
    sent = {item["Header"].lower(): item["Value"] for item in found["CustomHeadersConfig"]["Items"]}
    sent["referrer-policy"] = security["ReferrerPolicy"]["ReferrerPolicy"]
    sent["x-frame-options"] = security["FrameOptions"]["FrameOption"]
    sent["x-content-type-options"] = "nosniff" if "ContentTypeOptions" in security else ""
    assert {name: sent[name] for name in smoke.HEADERS} == smoke.HEADERS
    assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 31_536_000
    assert security["ContentSecurityPolicy"]["ContentSecurityPolicy"] == {"Ref": "ContentSecurityPolicy"}
    assert all(item["Override"] for item in (*security.values(), *found["CustomHeadersConfig"]["Items"]))
    for feature in ("camera", "microphone", "geolocation"):
        assert f"{feature}=()" in sent["permissions-policy"]


def test_what_a_sign_in_makes_of_the_template_fits_its_patterns():
    """The allowlist and the issuer that a deployment gives are what the parameters allow, and nothing wider is."""
    pattern = {name: PORTAL["Parameters"][name]["AllowedPattern"] for name in ("StaffConnections", "OidcIssuer")}
    assert re.fullmatch(pattern["StaffConnections"], SIGN_IN.connections)
    assert re.fullmatch(pattern["OidcIssuer"], SIGN_IN.issuer)
    for wrong in ("(response-origin)", "*", '(response-origin "https://a.gov") "https://b.gov"'):
        assert not re.fullmatch(pattern["StaffConnections"], wrong)


def test_defaults_are_those_of_aws():
    """What the embedded cloud needs otherwise is a parameter; left alone, each parameter says what AWS needs."""
    parameters = PORTAL["Parameters"]
    local = environment.local(environment.ROOT, 1).parameters
    assert set(local) <= set(parameters)
    assert parameters["ViewerProtocol"]["Default"] == "redirect-to-https"
    assert (parameters["ApiProtocol"]["Default"], parameters["ApiPort"]["Default"]) == ("https-only", 443)
    assert (parameters["ApiHost"]["Default"], parameters["ApiPathPrefix"]["Default"]) == ("", "")


def test_nothing_that_holds_data_has_a_name_of_its_own():
    """A fixed name would make AWS refuse a replacement half-way, and would let two stacks meet in one table."""
    for kind, name in (("AWS::DynamoDB::Table", "TableName"), ("AWS::S3::Bucket", "BucketName")):
        assert not any(name in properties(found) for found in of_type(kind))


LED = {
    ("zh-CN,en", "fr"): "/en/",
    ("en,zh-CN", "zh-TW"): "/zh-CN/",
    ("zh-CN", "fr"): "/zh-CN/",
    ("zh-CN", "en-GB,en;q=0.9"): "/zh-CN/",
    ("zh-CN", "constructor"): "/zh-CN/",
    ("en", "zh-CN,zh;q=0.9"): "/en/",
    ("en", ""): "/en/",
}


@pytest.mark.parametrize(
    ("languages", "header"), LED, ids=[f"{offered} for {header or 'nothing'}" for offered, header in LED]
)
def test_the_root_leads_only_to_languages_of_the_deployment(languages: str, header: str):
    """A portal of one language sends nobody to the other, whatever a browser says it reads."""
    code = properties("PathsFunction")["FunctionCode"]["Fn::Sub"].replace("${Languages}", languages)
    assert "${" not in code  # whatever else CloudFormation would fill in
    event = {"request": {"uri": "/", "headers": {"accept-language": {"value": header}}}}
    script = f"{code}\nconsole.log(handler({json.dumps(event)}).headers.location.value)"
    ran = subprocess.run([str(shutil.which("node")), "-e", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == LED[languages, header]
