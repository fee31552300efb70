// The body of `POST /v1/jobs/{id}/callbacks` is one element of the `callbacks` field of a submission.

/// A callback to add to a job.
public typealias CallbackRequest = CallbackSpec
