// An event as it is sent. Of a change of a job it is made once for all who are told of it: each gets a part of the same
// bytes.

/// An event as text, in which its data and its job can be found.
package struct SentEvent: Sendable {
  /// All of it, as a server-sent event.
  package let bytes: [UInt8]
  /// Where its data are, which are a line by themselves.
  package let data: Range<Int>
  /// Where the JSON of the job is; empty if it is about none.
  package let job: Range<Int>

  package init(bytes: [UInt8], data: Range<Int>, job: Range<Int>) {
    (self.bytes, self.data, self.job) = (bytes, data, job)
  }
}
