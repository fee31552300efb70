// Where the configuration of jobctl lies, and whether it may be believed: its words become commands of whoever runs jobctl,
// so nobody else may have written them.

import JobClient

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension UserConfig {
  /// Names another file; empty is none.
  static let variable = "JOBCTL_CONFIG"

  private static let bytesMax = 64 << 10
  private static let without = "`\(variable)= jobctl …` goes without it."

  /// Where the file is looked for; nil is nowhere.
  static func path(_ environment: [String: String]) -> String? {
    if let named = environment[variable] { return named.isEmpty ? nil : named }
    // The rules for such directories ignore one that is not absolute.
    if let config = environment["XDG_CONFIG_HOME"], config.hasPrefix("/") { return config + "/jobctl/config" }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return home + "/.config/jobctl/config"
  }

  /// That of this user; empty if there is no file.
  static func load() throws(CommandFailure) -> UserConfig {
    let environment = EnvironmentVariable.values([variable, "XDG_CONFIG_HOME", "HOME"])
    guard let path = Self.path(environment) else { return UserConfig() }
    return try load(path, isNamed: environment[variable] != nil)
  }

  /// - Parameter isNamed: somebody has said that it is there.
  static func load(_ path: String, isNamed: Bool) throws(CommandFailure) -> UserConfig {
    // Links are followed: such a file often is one. If it is a FIFO, this does not wait for a writer.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    let code = errno
    if descriptor < 0 {
      // One that this user may not even look for is not this user's: a job of somebody else may have that HOME.
      if !isNamed, [ENOENT, ENOTDIR, EACCES].contains(code) { return UserConfig() }
      throw refusal("\(path) cannot be read: \(String(cString: strerror(code)))", hint: without)
    }
    defer { close(descriptor) }
    try judge(descriptor, path)
    let bytes: [UInt8]
    do throws(FileBytes.Failure) { bytes = try FileBytes.read(from: descriptor, bytesMax: bytesMax) } catch {
      throw refusal("\(path) cannot be read, or is larger than \(bytesMax) bytes", hint: without)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw refusal("\(path) is not UTF-8", hint: without)
    }
    return try UserConfig(text: text, path: path)
  }

  /// What is open is what is judged.
  private static func judge(_ descriptor: Int32, _ path: String) throws(CommandFailure) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw refusal("\(path) is no regular file", hint: without)
    }
    if status.st_uid != geteuid() && status.st_uid != 0 {
      throw refusal("\(path) belongs to somebody else, whose words jobctl does not follow", hint: without)
    }
    // Many systems have a group for each user, and let it write to whatever that user makes.
    let isOwnGroup = status.st_gid == 0 || status.st_gid == geteuid() && status.st_gid == getegid()
    let others: mode_t = isOwnGroup ? 0o002 : 0o022
    if status.st_mode & others != 0 {
      throw refusal("\(path) can be written by others, so jobctl does not follow it", hint: "chmod go-w \(path)")
    }
  }

  private static func refusal(_ message: String, hint: String) -> CommandFailure {
    CommandFailure(.usage, message + ".", hint: hint)
  }
}
