// Every setting jobd knows, with its type, default, range and meaning. Loading, unknown-key checks, `jobd config check`
// and the test of docs/configuration.md all read this table, so that none of them can drift from it.

/// One setting of the daemon.
struct ConfigSetting: Hashable, Sendable {
  /// The key in the file, `.` between a section and its member.
  let key: String
  let type: String
  let defaultText: String
  let range: String
  let meaning: String

  init(_ key: String, _ type: String, default defaultText: String, range: String, _ meaning: String) {
    self.key = key
    self.type = type
    self.defaultText = defaultText
    self.range = range
    self.meaning = meaning
  }

  /// `limits.body` → `JOBD_LIMITS_BODY`.
  var environmentName: String {
    "JOBD_" + key.uppercased().map { $0 == "." ? "_" : String($0) }.joined()
  }

  static func == (left: ConfigSetting, right: ConfigSetting) -> Bool { left.key == right.key }

  func hash(into hasher: inout Hasher) { hasher.combine(key) }
}

extension ConfigSetting {
  static let dataDirectory = ConfigSetting(
    "data_dir", "path", default: "see \"Where things are kept\"",
    range: "absolute or relative to the working directory",
    "Holds jobd.sqlite, logs/ and tokens; created with mode 0700 when missing. Nobody else may write to it.")
  static let listen = ConfigSetting(
    "listen", "list of addresses", default: "one Unix socket, see \"Where things are kept\"",
    range: "unix:///path or http://host:port, up to 16",
    "Where clients connect. Descriptors passed by systemd are used in addition; with them there is no default.")
  static let slots = ConfigSetting(
    "slots", "integer", default: "number of cores", range: "1 to 10000",
    "Jobs that may run at once, in all queues together.")
  static let durability = ConfigSetting(
    "durability", "word", default: "full", range: "full, relaxed",
    "full: a submission is on the disk before it is answered. relaxed: it survives a crash of jobd, but a power cut may "
      + "lose the last ones.")
  static let drainTimeout = ConfigSetting(
    "drain_timeout", "duration", default: "60s", range: "0s to 7d",
    "How long a stop lets running jobs go on before it cancels them; they go back to their queue at no cost.")
  static let grace = ConfigSetting(
    "grace", "duration", default: "10s", range: "0s to 1h",
    "From TERM to KILL when a job is cancelled or times out, unless the job says otherwise.")
  static let keepFor = ConfigSetting(
    "keep_for", "duration", default: "1w", range: "0s to 3650d",
    "How long finished jobs are kept, unless they say otherwise.")
  static let logLimit = ConfigSetting(
    "log_limit", "bytes", default: "16MiB", range: "4KiB to 1TiB",
    "Output kept per stream, its head and its tail, unless the job says otherwise.")
  static let callbackAddresses = ConfigSetting(
    "callbacks.private_addresses", "word", default: "allow", range: "allow, refuse",
    "Whether http jobs and callbacks may reach loopback, private and link-local addresses. refuse: every address of a "
      + "host is checked, and so is whoever is at the other end of a connection.")
  static let debug = ConfigSetting(
    "debug", "yes or no", default: "no", range: "yes, no",
    "Warns about slow steps of the loop and logs at level debug unless log.level says otherwise.")
  static let logLevel = ConfigSetting(
    "log.level", "word", default: "notice", range: "trace, debug, info, notice, warning, error, critical",
    "Which messages are written to standard error.")
  static let logFormat = ConfigSetting(
    "log.format", "word", default: "text", range: "text, json", "One line of text, or one JSON object, per message.")
  static let socketMode = ConfigSetting(
    "socket.mode", "octal", default: "0600, or 0660 with a group", range: "0600 to 0777, with 6 or 7 for the owner",
    "Permissions of the Unix sockets.")
  static let socketGroup = ConfigSetting(
    "socket.group", "name", default: "none", range: "a group of this machine",
    "Whose members may connect to the Unix sockets.")
  static let tokensFile = ConfigSetting(
    "tokens_file", "path", default: "tokens in data_dir", range: "a file with mode 0600",
    "Tokens for TCP. Created with one admin token when a TCP address is listened on and the file is missing.")
  static let runAsUsers = ConfigSetting(
    "run_as.users", "list of names", default: "none", range: "users of this machine, not root, up to 1000",
    "As whom queues and tokens may have commands run, where root has started jobd; see \"As another user\".")
  static let allowedHosts = ConfigSetting(
    "allowed_hosts", "list of names", default: "none", range: "host names without a port, up to 64",
    "Names under which clients may reach the TCP addresses, besides localhost, 127.0.0.1, [::1] and the hosts of listen."
  )
  static let origins = ConfigSetting(
    "origins", "list of origins", default: "none", range: "such as https://jobs.example.org, up to 64",
    "Origins under which browsers reach jobd through a proxy. Their hosts are answered to, as those of allowed_hosts are."
  )
  static let bodyLimit = ConfigSetting(
    "limits.body", "bytes", default: "16MiB", range: "1KiB to 1GiB", "The largest request body.")
  static let connectionLimit = ConfigSetting(
    "limits.connections", "integer", default: "4096", range: "1 to 100000",
    "Open connections; fewer if the open files do not allow as many.")
  static let headerTimeout = ConfigSetting(
    "limits.header_timeout", "duration", default: "10s", range: "100ms to 1h",
    "How long a client may take over a request's head.")
  static let idleTimeout = ConfigSetting(
    "limits.idle_timeout", "duration", default: "75s", range: "1s to 1d",
    "How long a connection may be open without a request.")

  /// In the order of the documentation.
  static let all: [ConfigSetting] = [
    .dataDirectory, .listen, .slots, .durability, .drainTimeout, .grace, .keepFor, .logLimit,
    .callbackAddresses, .debug,
    .logLevel, .logFormat, .socketMode, .socketGroup, .tokensFile, .runAsUsers, .allowedHosts,
    .origins, .bodyLimit, .connectionLimit, .headerTimeout, .idleTimeout,
  ]

  /// Sections whose members are named by the user, with the settings of one member; only a file has them.
  static let namedSections = [
    "queues": ["slots", "paused", "run_as", "callbacks"],
    "handlers": [
      "command", "processes", "concurrency", "max_jobs_per_process", "idle_timeout", "max_rss", "startup_timeout",
    ],
    "executors": ["threads"],
  ]

  /// The setting of such a member that is a list of objects.
  static let objectLists = ["queues": "callbacks"]

  /// Whom the end of every job is told to: a list of objects, which only a file has.
  static let defaultCallbacks = (section: "callbacks", member: "default")
  static let defaultCallbacksKey = "\(defaultCallbacks.section).\(defaultCallbacks.member)"

  /// Whether a list of objects may stand here.
  static func isObjectList(_ path: [String]) -> Bool {
    path == [defaultCallbacks.section, defaultCallbacks.member]
      || path.count == 3 && objectLists[path[0]] == path[2]
  }

  /// The sections of the file: keys that hold keys.
  static let sections = Set(
    all.compactMap {
      $0.key.split(separator: ".").count > 1 ? $0.key.split(separator: ".").first.map(String.init) : nil
    })
}
