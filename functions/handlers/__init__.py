"""Answer one Lambda function a module: decode, call one domain function, encode."""
