// Everything the front itself refuses, and what the engine's refusals become on their way out.
// Mapping/Problem+Fault.swift gives each its status, words and hint.

import JobCore
import JobWire

/// Where a submission stands among those of its request.
enum SubmitPlace {
  /// Of an NDJSON body, from 1.
  case line(Int)
  /// Of the `jobs` of a batch, from 0.
  case member(Int)
}

/// A request that is not answered with what it asked for.
enum HTTPFault: Error {
  /// It is not an HTTP request that this front takes.
  case http(ProtocolFault)

  // Guards, rights and routing.
  case unauthenticated(String)
  /// Which tokens are valid cannot be found out now.
  case tokensUnknown
  case forbidden(String, hint: String)
  case noSuchPath(String)
  /// The request is meant for another database.
  case otherStore(asked: String, here: String)
  case methodNotAllowed(method: String, allowed: [String])
  case unsupportedMediaType(String?, wanted: String)

  // The request's content.
  case syntax(JSONError)
  case invalid([FieldProblem])
  /// The first bad line of many submissions.
  case invalidLine(Int, [FieldProblem])
  case tooManyLines(Int)
  case rangeNotSatisfiable(sizeBytes: Int64)

  // The engine.
  case submit(SubmitError)
  /// One of many submissions was refused for something other than its fields.
  case submitOne(SubmitError, SubmitPlace)
  /// A unique key is taken by a job that the sender may not see.
  case takenKey(String, SubmitPlace?)
  /// A follow-up that the sender may not see keeps the job from being removed.
  case neededByOthers(JobID)
  /// The batch takes no more jobs; this is how it stands.
  case closedBatch(Batch)
  /// The request names a parent that is not there; the fields say where.
  case noParent(ProblemSubject, [FieldProblem])
  /// A submission names a queue that is not there, and asked that none be made; `near` is one that was probably meant.
  case unknownQueue(String, near: String?)
  /// Not all members of a batch have succeeded, and its results were asked for without errors.
  case unsuccessfulBatch(Batch)
  /// A running job asks with its own token to wait for its own end.
  case waitsForItself(JobID)
  case job(JobError)
  case claim(ClaimError)
  /// A wait was cut short by the end of the daemon, or its client is gone.
  case interrupted
  /// Something that should not happen; the log has it.
  case internalError

  /// What a route threw.
  init(routeError error: any Error) {
    switch error {
    case let error as HTTPFault: self = error
    case let error as ProtocolFault: self = .http(error)
    case let error as SubmitError: self = .submit(error)
    case let error as JobError: self = .job(error)
    case let error as ClaimError: self = .claim(error)
    case let error as WireDecodeError: self.init(error)
    case is CancellationError, is BodyWriter.Closed: self = .interrupted
    default: self = .internalError
    }
  }

  static func malformed(_ detail: String) -> HTTPFault { .http(.malformed(detail)) }

  init(_ error: WireDecodeError) {
    switch error {
    case .syntax(let error): self = .syntax(error)
    case .fields(let problems): self = .invalid(problems)
    }
  }

  /// What is wrong with a line of many, as problems of its fields.
  var lineProblems: [FieldProblem] {
    switch self {
    case .invalid(let problems): problems
    case .syntax(let error): [FieldProblem(field: "(body)", detail: "is not valid JSON: \(error.message)")]
    default: []
    }
  }
}
