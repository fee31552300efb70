// The signature against a fixed vector, computed by another implementation, and the secret's file.

import Foundation
import TestSupport
import Testing

@testable import Webhooks

@Suite struct WebhookSignerTests {
  @Test func signatureIsThatOfAnotherImplementation() throws {
    let signer = try #require(WebhookSigner(secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    let signature = signer.signature(
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: Array(#"{"test": 2432232314}"#.utf8))
    #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
  }

  @Test(arguments: ["", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!!", "whsec_c2hvcnQ="])
  func secretThatIsNoneIsRefused(_ secret: String) {
    #expect(WebhookSigner(secret: secret) == nil)
  }

  @Test func secretIsMadeOnceAndReadableByItsOwnerOnly() throws {
    let scratch = try TemporaryDirectory()
    let path = "\(scratch.path)/callback-secret"
    let first = try WebhookSigner.load(path).get().signature(id: "a", timestamp: 1, body: [])
    #expect(try WebhookSigner.load(path).get().signature(id: "a", timestamp: 1, body: []) == first)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["callback-secret"])
  }

  @Test func secretThatOthersCanReplaceIsNotBelieved() throws {
    let scratch = try TemporaryDirectory()
    let path = "\(scratch.path)/callback-secret"
    _ = try WebhookSigner.load(path).get()
    #expect(chmod(path, 0o620) == 0)
    let error = #expect(throws: WebhookSigner.SecretError.self) { _ = try WebhookSigner.load(path).get() }
    #expect(error?.reason.contains("chmod 600 \(path)") == true && error?.isShortage == false)
    #expect(chmod(path, 0o600) == 0)
    _ = try WebhookSigner.load(path).get()
    #expect(rename(path, "\(path).own") == 0 && symlink("\(path).own", path) == 0)
    let link = #expect(throws: WebhookSigner.SecretError.self) { _ = try WebhookSigner.load(path).get() }
    #expect(link?.reason == "is a symbolic link")
  }

  @Test func damagedFileIsNotReplaced() throws {
    let scratch = try TemporaryDirectory()
    let path = "\(scratch.path)/callback-secret"
    try Data("nonsense".utf8).write(to: URL(filePath: path))
    #expect(throws: WebhookSigner.SecretError.self) { _ = try WebhookSigner.load(path).get() }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "nonsense")
  }
}
