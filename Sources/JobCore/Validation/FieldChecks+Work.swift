// The rules for what a job runs and in which surroundings: what the kernel would refuse is refused here, in words.

extension FieldChecks {
  mutating func work(_ work: Work) {
    switch work {
    case .exec(let argv): arguments(argv)
    case .shell(let command):
      if command.isEmpty { fault("shell", "must not be empty") }
      if command.utf8.count > Limits.argumentBytesMax {
        fault("shell", "must have at most \(Limits.argumentBytesMax) bytes; put a longer script in a file")
      }
      if command.utf8.contains(0) { fault("shell", "must not contain NUL") }
    case .handler(let name, let payload):
      if name.isEmpty || name.utf8.count > Limits.nameBytesMax {
        fault("handler", "must have 1 to \(Limits.nameBytesMax) bytes")
      } else if Self.hasControls(name) {
        fault("handler", "must not contain \(Self.controls)")
      }
      if let payload, payload.utf8.count > Limits.payloadBytesMax {
        fault("payload", "must have at most \(Limits.payloadBytesMax) bytes")
      }
    case .http(let request): http(request)
    case .external: break
    }
  }

  mutating func executor(_ executor: String?, of work: Work) {
    guard let executor else { return }
    guard case .handler = work else { return fault("executor", "belongs to a handler only") }
    executorName(executor)
  }

  mutating func executorName(_ executor: String) {
    word("executor", executor, max: Limits.executorNameBytesMax)
  }

  private mutating func arguments(_ argv: [String]) {
    guard let program = argv.first else { return fault("argv", "must name a program") }
    if program.isEmpty { fault("argv[0]", "must not be empty") }
    if argv.count > Limits.argvCountMax { fault("argv", "must have at most \(Limits.argvCountMax) elements") }
    var total = 0
    for (index, argument) in argv.enumerated() {
      total += argument.utf8.count + 1
      if argument.utf8.contains(0) { fault("argv[\(index)]", "must not contain NUL") }
      if argument.utf8.count > Limits.argumentBytesMax {
        fault("argv[\(index)]", "must have at most \(Limits.argumentBytesMax) bytes")
      }
    }
    if total > Limits.commandBytesMax { fault("argv", "must have at most \(Limits.commandBytesMax) bytes in all") }
  }

  /// What only a process can be given is refused where there is none: it would be ignored without a word.
  mutating func surroundings(_ options: ProcessOptions, of work: Work) {
    switch work {
    case .exec, .shell: return
    case .handler:
      if options.isInteractive { fault("interactive", Self.forCommands) }
      return
    case .http, .external: break
    }
    let given = [
      ("cwd", options.workingDirectory != nil), ("env", !options.environment.isEmpty),
      ("clear_env", options.clearsEnvironment), ("umask", options.umask != nil), ("nice", options.nice != nil),
      ("stdin", options.stdin != nil),
    ]
    for (field, isGiven) in given where isGiven { fault(field, "belongs to a job that is a process") }
    if options.isInteractive { fault("interactive", Self.forCommands) }
  }

  private static let forCommands = "belongs to a command: argv or shell"

  mutating func process(_ options: ProcessOptions) {
    if let directory = options.workingDirectory {
      if !directory.hasPrefix("/") { fault("cwd", "must be an absolute path") }
      if directory.utf8.contains(0) || directory.utf8.count > 4_095 {
        fault("cwd", "must have at most 4095 bytes and no NUL")
      }
    }
    environment(options.environment)
    if let umask = options.umask, !(0...0o777).contains(umask) { fault("umask", "must be between 0 and 0777") }
    if let nice = options.nice, !(-20...19).contains(nice) { fault("nice", "must be between -20 and 19") }
    if let stdin = options.stdin, stdin.count > Limits.stdinBytesMax {
      fault("stdin", "must have at most \(Limits.stdinBytesMax) bytes")
    }
    if let limit = options.logLimitBytes, !Limits.logLimitBytesRange.contains(limit) {
      let range = Limits.logLimitBytesRange
      fault("log_limit", "must be between \(range.lowerBound) and \(range.upperBound) bytes")
    }
  }

  private mutating func environment(_ environment: [String: String]) {
    if environment.count > Limits.environmentCountMax {
      fault("env", "must have at most \(Limits.environmentCountMax) variables")
    }
    for (key, value) in environment.sorted(by: { $0.key < $1.key }) {
      let field = "env.\(key.firstBytes(60))"
      if key.isEmpty || key.utf8.contains(UInt8(ascii: "=")) || key.utf8.contains(0) {
        fault(field, "a name must not be empty or contain = or NUL")
      }
      if value.utf8.contains(0) { fault(field, "must not contain NUL") }
      if key.utf8.count + value.utf8.count > Limits.environmentBytesMax {
        fault(field, "must have at most \(Limits.environmentBytesMax) bytes")
      }
    }
  }
}
