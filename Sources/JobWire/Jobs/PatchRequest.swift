// The body of `PATCH /v1/jobs/{id}`. Which of these can still be changed depends on the job's state; the engine decides.

/// Changes to a job; what is absent stays as it is. The fields are those of a submission.
public struct PatchRequest: Sendable, Equatable {
  public var priority: PatchField<Int> = .absent
  public var queue: PatchField<String> = .absent
  public var runAt: PatchField<WireTime> = .absent
  public var name: PatchField<String> = .absent
  public var tags: PatchField<[String: String]> = .absent
  public var timeout: PatchField<WireDuration> = .absent
  public var deadline: PatchField<WireTime> = .absent
  public var retry: PatchField<RetrySpec> = .absent
  /// All its parents from now on; none releases it.
  public var after: PatchField<[AfterSpec]> = .absent
  /// Not before this much time from now, instead of `runAt`.
  public var delay: PatchField<WireDuration> = .absent
  /// Of a job that runs a program: another one.
  public var argv: PatchField<[String]> = .absent
  /// Of a job that runs a command line: another one.
  public var shell: PatchField<String> = .absent
  /// Of a job that makes a request: another one, as a whole.
  public var http: PatchField<HTTPSpec> = .absent
  /// Of a handler's job: another handler.
  public var handler: PatchField<String> = .absent
  /// Of a handler's job: what it is given.
  public var payload: PatchField<JSONValue> = .absent
  public var executor: PatchField<String> = .absent
  public var grace: PatchField<WireDuration> = .absent
  public var shield: PatchField<Bool> = .absent
  public var limit: PatchField<LimitSpec> = .absent
  public var slotsNeeded: PatchField<Int> = .absent
  public var cwd: PatchField<String> = .absent
  /// All its variables from now on.
  public var env: PatchField<[String: String]> = .absent
  public var clearEnv: PatchField<Bool> = .absent
  public var umask: PatchField<Int> = .absent
  public var nice: PatchField<Int> = .absent
  public var stdin: PatchField<String> = .absent
  /// Instead of `stdin`, for what is not text.
  public var stdinBase64: PatchField<String> = .absent
  public var interactive: PatchField<Bool> = .absent
  public var mergeStderr: PatchField<Bool> = .absent
  public var logLimit: PatchField<Int64> = .absent
  /// All its callbacks from now on.
  public var callbacks: PatchField<[CallbackSpec]> = .absent
  public var keepFor: PatchField<WireDuration> = .absent

  /// A patch that changes nothing, to fill in.
  public init() {}

  /// Whether it changes nothing.
  public var isEmpty: Bool { self == PatchRequest() }
}
