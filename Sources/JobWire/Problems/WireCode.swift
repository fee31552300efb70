// Every error code of the contract and the HTTP status it always comes with.

/// What went wrong, as a stable word.
public enum WireCode: String, Sendable, CaseIterable {
  case badRequest = "bad_request"
  case unauthenticated
  case forbidden
  case notFound = "not_found"
  case methodNotAllowed = "method_not_allowed"
  case waitExpired = "wait_expired"
  case invalidState = "invalid_state"
  case jobFailed = "job_failed"
  case jobCancelled = "job_cancelled"
  case staleFence = "stale_fence"
  case duplicate
  /// The request is meant for another database than the one that answers.
  case otherStore = "other_store"
  case gone
  /// What the job wrote was there, and is not any more.
  case outputGone = "output_gone"
  case preconditionFailed = "precondition_failed"
  case payloadTooLarge = "payload_too_large"
  case unsupportedMediaType = "unsupported_media_type"
  case rangeNotSatisfiable = "range_not_satisfiable"
  case idempotencyMismatch = "idempotency_mismatch"
  case queueFull = "queue_full"
  case headersTooLarge = "headers_too_large"
  case internalError = "internal"
  case outcomeUnknown = "outcome_unknown"
  case shuttingDown = "shutting_down"
  case storageFull = "storage_full"

  /// The HTTP status.
  public var status: Int {
    switch self {
    case .badRequest: 400
    case .unauthenticated: 401
    case .forbidden: 403
    case .notFound: 404
    case .methodNotAllowed: 405
    case .waitExpired: 408
    case .invalidState, .jobFailed, .jobCancelled, .staleFence, .duplicate, .otherStore: 409
    case .gone, .outputGone: 410
    case .preconditionFailed: 412
    case .payloadTooLarge: 413
    case .unsupportedMediaType: 415
    case .rangeNotSatisfiable: 416
    case .idempotencyMismatch: 422
    case .queueFull: 429
    case .headersTooLarge: 431
    case .internalError, .outcomeUnknown: 500
    case .shuttingDown: 503
    case .storageFull: 507
    }
  }

  /// The title of the problem: the same words for every occurrence.
  public var title: String {
    switch self {
    case .badRequest: "Bad request"
    case .unauthenticated: "Not authenticated"
    case .forbidden: "Not allowed"
    case .notFound: "Not found"
    case .methodNotAllowed: "Method not allowed"
    case .waitExpired: "The wait expired"
    case .invalidState: "The job is in the wrong state for this"
    case .jobFailed: "The job failed"
    case .jobCancelled: "The job was cancelled"
    case .staleFence: "The claim is no longer valid"
    case .duplicate: "The unique key is taken"
    case .otherStore: "Another database answers here"
    case .gone: "Gone"
    case .outputGone: "The output is gone"
    case .preconditionFailed: "A precondition failed"
    case .payloadTooLarge: "The body is too large"
    case .unsupportedMediaType: "The content type is not supported"
    case .rangeNotSatisfiable: "The range is not satisfiable"
    case .idempotencyMismatch: "The idempotency key was used for another request"
    case .queueFull: "The queue is full"
    case .headersTooLarge: "The headers are too large"
    case .internalError: "Internal error"
    case .outcomeUnknown: "The outcome is not known"
    case .shuttingDown: "The daemon is shutting down"
    case .storageFull: "The disk is full"
    }
  }
}
