// Signs what is sent to a URL as Standard Webhooks wants it, so that the receiver can tell it from anybody else's.
// Source: https://github.com/standard-webhooks/standard-webhooks

import Glibc
import JobCore

import struct Foundation.Data

/// The signing key of a daemon: a file beside the database, made when it is first needed.
struct WebhookSigner: Sendable {
  private let key: [UInt8]

  /// `secret` is `whsec_` and base64, as receivers are given it.
  init?(secret: String) {
    let text = secret.filter { !$0.isWhitespace }
    guard text.hasPrefix("whsec_"), let bytes = Data(base64Encoded: String(text.dropFirst(6))), bytes.count >= 24
    else { return nil }
    key = Array(bytes)
  }

  /// The value of `webhook-signature`.
  func signature(id: String, timestamp: Int64, body: [UInt8]) -> String {
    var hmac = HMAC(key: key)
    hmac.update("\(id).\(timestamp).".utf8)
    hmac.update(body)
    return "v1," + Data(hmac.code()).base64EncodedString()
  }

  /// Reads the secret at `path`, or makes one; `nil` with the reason if neither works.
  static func load(_ path: String) -> Result<WebhookSigner, SecretError> {
    if access(path, F_OK) != 0 && errno == ENOENT { create(path) }
    if let reason = Distrust.words(at: path) { return .failure(SecretError(path: path, reason: reason)) }
    guard let text = text(at: path) else {
      return .failure(SecretError(path: path, reason: "cannot be read or made", isShortage: mayBeRead(path)))
    }
    guard let signer = WebhookSigner(secret: text) else {
      return .failure(SecretError(path: path, reason: "does not hold whsec_ and at least 24 bytes in base64"))
    }
    return .success(signer)
  }

  /// What may be read and was not has met with a machine without descriptors or memory.
  private static func mayBeRead(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_size > 0
      && access(path, R_OK) == 0
  }

  struct SecretError: Error {
    let path: String
    let reason: String
    /// Not the secret is at fault, but this machine.
    var isShortage = false
  }

  /// Complete or not there: written under another name first.
  private static func create(_ path: String) {
    let text = Array("whsec_\(Data(randomBytes(32)).base64EncodedString())\n".utf8)
    let draft = path + ".new"
    unlink(draft)
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor < 0 { return }
    let isWritten = write(descriptor, text, text.count) == text.count && fsync(descriptor) == 0
    close(descriptor)
    guard isWritten, rename(draft, path) == 0 else {
      unlink(draft)
      return
    }
    syncDirectory(of: path)
  }

  /// What is signed with it must find it again after a crash.
  private static func syncDirectory(of path: String) {
    let directory = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    let descriptor = open(directory.isEmpty ? "/" : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0 { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// From the kernel: on Linux, Swift's generator asks for nothing else.
  private static func randomBytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }

  private static func text(at path: String) -> String? {
    RegularFile.beginning(of: path, bytesMax: Limits.callbackSecretBytesMax).map { String(decoding: $0, as: UTF8.self) }
  }
}
