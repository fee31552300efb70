// From options to a submission: what must be read from files and from the environment is read here.

import ArgumentParser
import JobClient
import JobWire

extension SpecOptions {
  /// Fills in everything but what to run.
  ///
  /// - Parameter config: what goes along without being named here.
  func fill(_ request: inout SubmitRequest, endpoint: Endpoint, config: UserConfig = .current) throws {
    request.name = name
    request.queue = queue
    request.priority = priority
    request.delay = delay
    request.timeout = timeout
    request.grace = grace
    if let retries, retries > 0 {
      let (attempts, isOver) = retries.addingReportingOverflow(1)
      request.retry = RetrySpec(maxAttempts: isOver ? retries : attempts, backoff: backoff, initial: retryDelay)
    }
    if shield { request.shield = true }
    if hold { request.hold = true }
    if !tag.isEmpty { request.tags = Dictionary(tag.map { ($0.name, $0.value) }) { _, last in last } }
    if interactive { request.interactive = true }
    if mergeStderr { request.mergeStderr = true }
    request.keepFor = keepFor
    // A --cwd that was given is sent with every job: jobd refuses it where it means nothing.
    let isCommand = request.argv != nil || request.shell != nil
    request.env = try environment(isTakenAnyway: isCommand && config.takesEnvironment)
    if cwd != nil || isCommand { request.cwd = try directory(endpoint) }
    // A mask says nothing on another machine, and where no command makes files.
    if isCommand, case .unix = endpoint { request.umask = FileMask.inherited }
    try fillStdin(&request)
  }

  /// A key for a submission, so that it can be repeated after a lost connection without making two jobs.
  var key: String { idempotencyKey ?? "jobctl-\(RandomKey.make())" }

  /// - Parameter isTakenAnyway: it goes along if nothing is said here.
  private func environment(isTakenAnyway: Bool) throws -> [String: String]? {
    let takesAll = envAll ?? isTakenAnyway
    guard !env.isEmpty || takesAll else { return nil }
    var variables: [String: String] = [:]
    if takesAll {
      let all = try ShellEnvironment.read()
      variables = all.taken
      let left = all.left.filter { name in !env.contains { $0 == name || $0.hasPrefix(name + "=") } }
      // Said each time it would be noise where the configuration says it.
      if envAll != nil, let note = ShellEnvironment.note(leftOut: left) { Console.note(note) }
    }
    return variables.merging(try EnvironmentText.read(env)) { _, new in new }
  }

  /// A daemon behind a Unix socket sees this machine's directories; any other may not.
  private func directory(_ endpoint: Endpoint) throws -> String? {
    if let cwd { return cwd.hasPrefix("/") ? cwd : try WorkingDirectory.path() + "/" + cwd }
    if case .unix = endpoint { return try WorkingDirectory.path() }
    return nil
  }

  private func fillStdin(_ request: inout SubmitRequest) throws {
    if let stdin { request.feed(try InputFile.read(stdin)) }
  }
}

extension SubmitRequest {
  /// Bytes for the command's stdin.
  mutating func feed(_ bytes: [UInt8]) {
    if let text = String(validating: bytes, as: UTF8.self) {
      stdin = text
    } else {
      stdinBase64 = Base64.encode(bytes)
    }
  }
}
