// Bodies of answers under a bound: what is too long is a fault, and where there is none nothing is waited for.

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Testing

@testable import Outbound

@Suite struct AnswerBodyTests {
  /// A body in these pieces, and then an error if there is one.
  private func response(
    _ pieces: [String], status: HTTPResponseStatus = .ok, length: String? = nil, error: (any Error & Sendable)? = nil
  ) -> HTTPClientResponse {
    let body = AsyncThrowingStream<ByteBuffer, any Error> { continuation in
      for piece in pieces { continuation.yield(ByteBuffer(string: piece)) }
      continuation.finish(throwing: error)
    }
    var headers = HTTPHeaders()
    if let length { headers.add(name: "content-length", value: length) }
    return HTTPClientResponse(status: status, headers: headers, body: .stream(body))
  }

  private func whole(
    _ response: HTTPClientResponse, to method: HTTPMethod = .GET, max: Int = 10
  ) async -> Result<String, OutboundFault> {
    do throws(OutboundFault) {
      let bytes = try await AnswerBody.whole(response, to: method, bytesMax: max)
      return .success(String(decoding: bytes, as: UTF8.self))
    } catch {
      return .failure(error)
    }
  }

  private static let tooLong = OutboundFault(.body, "the answer has more than 10 bytes")

  @Test func allOfItIsReadUpToTheBound() async {
    #expect(await whole(response([])) == .success(""))
    #expect(await whole(response(["01234", "", "56789"])) == .success("0123456789"))
    #expect(await whole(response(["01234", "567890"])) == .failure(Self.tooLong))
    #expect(await whole(response(["0123456789", "x"])) == .failure(Self.tooLong))
    #expect(await whole(response([""]), max: 0) == .success(""))
  }

  @Test func lengthThatIsTooMuchIsBelieved() async {
    #expect(await whole(response(["0"], length: "11")) == .failure(Self.tooLong))
    #expect(await whole(response(["0123456789"], length: "10")) == .success("0123456789"))
    // What is no length is no reason to refuse; the bytes are counted.
    #expect(await whole(response(["0"], length: "many")) == .success("0"))
    #expect(await whole(response(["0123456789x"], length: "1")) == .failure(Self.tooLong))
  }

  /// The length of an answer to HEAD is that of the answer to GET.
  @Test func answerThatNeverHasABodyHasNone() async {
    #expect(await whole(response(["left over"], length: "1000"), to: .HEAD) == .success(""))
    for status in [HTTPResponseStatus.noContent, .notModified, .continue] {
      #expect(await whole(response(["x"], status: status, length: "1000")) == .success(""), "\(status)")
    }
    for status in [HTTPResponseStatus.ok, .notFound, .internalServerError, .resetContent] {
      #expect(await whole(response(["x"], status: status)) == .success("x"), "\(status)")
    }
  }

  @Test func answerThatBreaksOffIsAFaultOfItsBody() async {
    struct Broken: Error {}
    guard case .failure(let fault) = await whole(response(["0"], error: Broken())) else {
      Issue.record("half an answer was taken for a whole one")
      return
    }
    #expect(fault.phase == .body && !fault.isStale)
    // What says itself what it is stays so.
    let timeout = OutboundFault(.connect, "m")
    #expect(await whole(response(["0"], error: timeout)) == .failure(timeout))
  }

  @Test func beginningSaysWhetherItIsAll() async throws {
    let cut = try await AnswerBody.beginning(response(["0123", "4567"]), bytesMax: 6)
    #expect(cut.bytes == Array("012345".utf8) && !cut.isWhole)
    let exact = try await AnswerBody.beginning(response(["0123", "45"]), bytesMax: 6)
    #expect(exact.bytes == Array("012345".utf8) && exact.isWhole)
    let nothing = try await AnswerBody.beginning(response(["0"]), bytesMax: 0)
    #expect(nothing.bytes.isEmpty && !nothing.isWhole)
  }

  @Test func drainingEndsWhateverComes() async {
    struct Broken: Error {}
    // Each returns, which is all there is to see.
    for response in [
      response(["0"]), response(["0"], error: Broken()), response([String(repeating: "x", count: 1 << 20)]),
    ] {
      await AnswerBody.drain(response)
    }
  }
}
