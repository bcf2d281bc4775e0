"""Store and route reports, in AWS Lambda functions that can never open a box.

`domain` holds the rules, `adapters` the only boto3, `handlers` one module a function, `bootstrap` the only environment.
"""
