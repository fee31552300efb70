// From flags, environment and file to a DaemonConfig: the only place where the layers meet.

import HTTPFront
import JobCore
import Logging

/// A configuration, where its parts came from, and what looked odd on the way.
struct LoadedConfig {
  let config: DaemonConfig
  /// Settings that were given, and where.
  let sources: [ConfigSetting: String]
  /// `JOBD_` variables that nobody reads: most likely typing errors.
  let unknownVariables: [String]
}

extension DaemonConfig {
  /// Reads all layers and checks every value.
  ///
  /// - Errors: everything that is wrong, at once.
  static func load(
    flags: [ConfigSetting: ConfigText], configPath: String?, environment: [String: String], isRoot: Bool, cores: Int
  ) throws(ConfigError) -> LoadedConfig {
    var file: ConfigFile?
    if let path = configPath ?? environment["JOBD_CONFIG"].flatMap({ $0.isEmpty ? nil : $0 }) {
      file = try ConfigFile(path: path)
    }
    var reader = SettingReader(flags: flags, environment: environment, file: file)
    let places = DefaultPlaces(environment: environment, isRoot: isRoot)
    var config = read(from: &reader, places: places, cores: cores)
    config.queues = queues(named: file?.names["queues"] ?? [], users: config.runAsUsers, from: &reader)
    config.defaultCallbacks = defaultCallbacks(from: &reader)
    config.handlers = handlers(named: file?.names["handlers"] ?? [], from: &reader)
    config.executors = executors(named: file?.names["executors"] ?? [], from: &reader)
    if !reader.problems.isEmpty { throw .invalid(reader.problems) }
    return LoadedConfig(
      config: config, sources: reader.sources, unknownVariables: unknownVariables(in: environment))
  }

  private static func read(from reader: inout SettingReader, places: DefaultPlaces, cores: Int) -> DaemonConfig {
    let dataDirectory = reader.value(.dataDirectory, or: places.dataDirectory) { $0.isEmpty ? nil : $0 }
    let listen = reader.list(.listen, or: [], max: listenCountMax) { text throws(ListenAddressError) in
      try ListenAddress(parsing: text)
    }
    let isListenDefault = reader.sources[.listen] == nil
    var config = DaemonConfig(
      dataDirectory: dataDirectory,
      listen: isListenDefault ? [.unix(path: places.socket(in: dataDirectory))] : listen,
      isListenDefault: isListenDefault,
      slots: reader.integer(.slots, or: cores, in: 1...Limits.slotsMax),
      tokensFile: reader.value(.tokensFile, or: "\(dataDirectory)/tokens") { $0.isEmpty ? nil : $0 })
    readJobDefaults(into: &config, from: &reader)
    readLogging(into: &config, from: &reader)
    readFront(into: &config, from: &reader)
    return config
  }

  private static func readJobDefaults(into config: inout DaemonConfig, from reader: inout SettingReader) {
    config.durability = reader.value(.durability, or: config.durability, parse: Durability.init(rawValue:))
    config.drainMicros = reader.duration(.drainTimeout, or: config.drainMicros, in: 0...7 * day)
    config.graceMicros = reader.duration(.grace, or: config.graceMicros, in: 0...hour)
    config.keepForMicros = reader.duration(.keepFor, or: config.keepForMicros, in: 0...Limits.durationMicrosMax)
    config.refusesPrivateAddresses = reader.value(.callbackAddresses, or: config.refusesPrivateAddresses) { text in
      ["allow": false, "refuse": true][text]
    }
    config.logLimitBytes = reader.bytes(.logLimit, or: config.logLimitBytes, in: Limits.logLimitBytesRange)
  }

  private static func readLogging(into config: inout DaemonConfig, from reader: inout SettingReader) {
    config.isDebug = reader.flag(.debug, or: false)
    let level: Logger.Level = config.isDebug ? .debug : config.logLevel
    config.logLevel = reader.value(.logLevel, or: level, parse: Logger.Level.init(rawValue:))
    config.logFormat = reader.value(.logFormat, or: config.logFormat, parse: LogFormat.init(rawValue:))
  }

  private static func readFront(into config: inout DaemonConfig, from reader: inout SettingReader) {
    config.socketMode = reader.value(.socketMode, or: nil) { text in
      UInt16(text, radix: 8).flatMap { $0 <= 0o777 && $0 & 0o600 == 0o600 ? .some($0) : nil }
    }
    config.socketGroup = reader.value(.socketGroup, or: nil) { $0.isEmpty ? nil : .some($0) }
    config.runAsUsers = reader.list(.runAsUsers, or: [], max: userCountMax) { name throws(UserError) in
      if name.isEmpty || name == "root" || name.contains(where: { ",=/: \t".contains($0) }) {
        throw UserError(name: name)
      }
      return name
    }
    config.allowedHosts = reader.list(.allowedHosts, or: [], max: hostCountMax) { host throws(HostError) in
      if host.isEmpty || host.contains(where: { "/@ ".contains($0) }) { throw HostError(host: host) }
      return host
    }
    config.origins = reader.list(.origins, or: [], max: hostCountMax) { origin throws(OriginError) in
      if WebOrigin(origin) == nil { throw OriginError(origin: origin) }
      return origin
    }
    config.bodyBytesMax = Int(
      reader.bytes(.bodyLimit, or: Int64(config.bodyBytesMax), in: 1 << 10...1 << 30))
    config.connectionsMax = reader.integer(.connectionLimit, or: config.connectionsMax, in: 1...100_000)
    config.headerTimeoutMicros = reader.duration(.headerTimeout, or: config.headerTimeoutMicros, in: 100_000...hour)
    config.idleTimeoutMicros = reader.duration(.idleTimeout, or: config.idleTimeoutMicros, in: 1_000_000...day)
  }

  /// Variables of jobctl, of jobs, of callbacks and of workers are known, too: jobd may be started from inside of one.
  private static func unknownVariables(in environment: [String: String]) -> [String] {
    let known = Set(ConfigSetting.all.map(\.environmentName)).union(foreignVariables)
    return environment.keys.filter { name in
      name.hasPrefix("JOBD_") && !known.contains(name) && !foreignPrefixes.contains { name.hasPrefix($0) }
    }.sorted()
  }

  private static let foreignVariables: Set<String> = [
    "JOBD_CONFIG", "JOBD_URL", "JOBD_TOKEN_FILE", "JOBD_JOB_ID", "JOBD_JOB_NAME", "JOBD_ATTEMPT", "JOBD_QUEUE",
    "JOBD_RESULT", "JOBD_FENCE", "JOBD_JOB_STATE",
  ]
  private static let foreignPrefixes = ["JOBD_TAG_", "JOBD_PARENT_", "JOBD_BATCH_", "JOBD_WORKER_"]

  private struct HostError: Error, CustomStringConvertible {
    let host: String
    var description: String { "\"\(host)\" is no host name" }
  }

  private struct OriginError: Error, CustomStringConvertible {
    let origin: String
    var description: String { "\"\(origin)\" is no origin: it is http:// or https://, a host, and a port if need be" }
  }

  private struct UserError: Error, CustomStringConvertible {
    let name: String
    var description: String { "\"\(name)\" is no user as whom jobs may run" }
  }

  private static let userCountMax = 1_000
  private static let listenCountMax = 16
  private static let hostCountMax = 64
  private static let hour: Int64 = 3_600_000_000
  private static let day: Int64 = 86_400_000_000
}
