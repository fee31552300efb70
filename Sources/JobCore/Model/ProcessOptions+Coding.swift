// The surroundings of a subprocess as text: what it reads is text where it is text, and base64 otherwise, as in the HTTP
// API. As a list of numbers, which is what bytes are to a coder, it would take four times the room.

import struct Foundation.Data

extension ProcessOptions {
  private enum CodingKeys: String, CodingKey {
    case workingDirectory, environment, clearsEnvironment, umask, nice, stdin
    case stdinBase64 = "stdin_base64"
    case isInteractive, mergesStderr, logLimitBytes
  }

  /// Reads what `encode` writes, and what a schedule of schema 6 has: its input as a list of numbers.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    workingDirectory = try values.decodeIfPresent(String.self, forKey: .workingDirectory)
    environment = try values.decode([String: String].self, forKey: .environment)
    clearsEnvironment = try values.decode(Bool.self, forKey: .clearsEnvironment)
    umask = try values.decodeIfPresent(Int.self, forKey: .umask)
    nice = try values.decodeIfPresent(Int.self, forKey: .nice)
    if let text = try? values.decodeIfPresent(String.self, forKey: .stdin) {
      stdin = Array(text.utf8)
    } else {
      stdin = try values.decodeIfPresent([UInt8].self, forKey: .stdin)
    }
    if let data = try values.decodeIfPresent(Data.self, forKey: .stdinBase64) { stdin = Array(data) }
    // Schedules of before schema 20 do not say it.
    isInteractive = try values.decodeIfPresent(Bool.self, forKey: .isInteractive) ?? false
    mergesStderr = try values.decode(Bool.self, forKey: .mergesStderr)
    logLimitBytes = try values.decodeIfPresent(Int64.self, forKey: .logLimitBytes)
  }

  /// Leaves out what is not said.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encodeIfPresent(workingDirectory, forKey: .workingDirectory)
    try values.encode(environment, forKey: .environment)
    try values.encode(clearsEnvironment, forKey: .clearsEnvironment)
    try values.encodeIfPresent(umask, forKey: .umask)
    try values.encodeIfPresent(nice, forKey: .nice)
    if let stdin {
      if let text = String(validating: stdin, as: UTF8.self) {
        try values.encode(text, forKey: .stdin)
      } else {
        try values.encode(Data(stdin), forKey: .stdinBase64)
      }
    }
    if isInteractive { try values.encode(true, forKey: .isInteractive) }
    try values.encode(mergesStderr, forKey: .mergesStderr)
    try values.encodeIfPresent(logLimitBytes, forKey: .logLimitBytes)
  }
}
