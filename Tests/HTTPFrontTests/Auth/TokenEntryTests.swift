// A line of the token file: what it may say, and that what is said of a faulty one shows no token.

import JobCore
import Testing

@testable import HTTPFront

@Suite struct TokenEntryTests {
  private static let token = "0123456789abcdef"

  private func entry(_ line: String) throws(TokenLineFault) -> TokenEntry? {
    try TokenEntry(line: Array(line.utf8)[...])
  }

  @Test func lineGivesNameScopesAndLimits() throws {
    let plain = try #require(try entry("\(Self.token)\tci  read,submit"))
    #expect(plain.token == Array(Self.token.utf8))
    #expect(plain.identity == Identity(name: "token:ci", scopes: [ScopeSet(.read), ScopeSet(.submit)]))
    let limited = try #require(try entry("  \(Self.token) ci admin kinds=exec,shell queues=a,b"))
    #expect(limited.identity.limits == RealmLimits(queues: ["a", "b"], kinds: [.exec, .shell]))
    #expect(limited.identity.runAs == nil)
    let guest = try #require(try entry("\(Self.token) ci admin run_as=ann queues=a"))
    #expect(guest.identity.runAs == "ann" && guest.identity.limits == RealmLimits(queues: ["a"]))
  }

  @Test(arguments: ["", "   ", "\t", "# \(token) ci read", "#", "  # x"])
  func emptyLinesAndCommentsAreNone(_ line: String) throws {
    #expect(try entry(line) == nil)
  }

  @Test(arguments: [
    token, "\(token) name", "\(token) name fly", "\(token) name ,", "\(token) name read queues=",
    "\(token) name read colour=red", "\(token) name read kinds=magic", "\(token) name read \(token)",
    "\(token) name \(token)", "\(token) name read queues", "\(token) name read queues=a queues=b",
    "\(token) name read run_as=", "\(token) name read run_as", "\(token) name read run_as=a,b",
    "\(token) name read run_as=a run_as=a", "\(token) name read kinds=exec kinds=exec", "name \(token) read",
    "a-long-name-of-a-service \(token)\(token) read",
    "\(token)ä name read", "\(token) na\u{200B}me read", "\(token) na\u{85}me read", "\(token) na\u{1}me read",
    "\(String(repeating: "t", count: 9_000)) name read", "\(token) \(String(repeating: "n", count: 101)) read",
  ])
  func faultyLineIsSaidWithoutItsToken(_ line: String) {
    let fault = #expect(throws: TokenLineFault.self) { _ = try entry(line) }
    let said = fault.map { "\($0.detail) \($0.name ?? "")" } ?? ""
    #expect(!said.contains(Self.token) && !said.contains("ttttt"), "\(said)")
  }

  @Test func faultNamesWhoseLineItIsIfThatIsCertain() {
    func name(_ line: String) -> String? {
      do throws(TokenLineFault) { _ = try entry(line) } catch { return error.name }
      return nil
    }
    #expect(name("\(Self.token) ci fly") == "ci")
    #expect(name("\(Self.token) ci read colour=red") == "ci")
    // The second word may be the token.
    #expect(name("ci \(Self.token) read") == nil)
  }

  @Test func bytesThatAreNoTextAreAFault() {
    let bytes = Array("\(Self.token) ".utf8) + [0xFF] + Array(" read".utf8)
    #expect(throws: TokenLineFault.self) { _ = try TokenEntry(line: bytes[...]) }
  }
}
