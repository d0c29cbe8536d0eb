// The demo's pages: plain HTML with real labels, tables and dialogs, as a small company's billing site would have them.
import Foundation
import Mustache

/// Renders the pages. Every value goes through Mustache's escaping.
struct BillingPages: Sendable {
  private let library: MustacheLibrary

  init() throws {
    var library = MustacheLibrary()
    for (name, text) in Self.templates {
      library.register(try MustacheTemplate(string: Self.head + text + Self.foot), named: name)
    }
    self.library = library
  }

  func render(_ name: String, _ values: [String: Any]) -> String {
    library.render(values, withTemplate: name) ?? ""
  }

  private static let head = """
    <!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{title}} · Billing</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <style>
    body{font:16px/1.5 system-ui,"Liberation Sans",sans-serif;margin:0;color:#1d2733;background:#f4f6f8}
    header{background:#123a5a;color:#fff;padding:.7rem 1.5rem;display:flex;gap:2rem;align-items:center}
    header a{color:#fff} main{max-width:56rem;margin:1.5rem auto;background:#fff;padding:1.5rem 2rem;border-radius:8px}
    table{border-collapse:collapse;width:100%} td,th{padding:.45rem .6rem;border-bottom:1px solid #dde3e9;text-align:left}
    td.total{text-align:right;font-variant-numeric:tabular-nums} label{display:block;margin:.7rem 0 .2rem}
    input,select,button{font:inherit;padding:.35rem .6rem} .error{color:#a3161f} .paid{color:#1a7a3c}
    button.pay{background:#1a7a3c;color:#fff;border:0;border-radius:5px;padding:.5rem 1.2rem}
    iframe{border:1px solid #dde3e9;width:100%;height:9rem}
    </style></head><body>
    <header><strong>Billing</strong>{{#session}}<nav><a href="/invoices">Invoices</a></nav>
    <form method="post" action="/logout"><button>Log out</button></form>{{/session}}</header><main>
    """
  private static let foot = "</main></body></html>"

  private static let templates: [(String, String)] = [
    (
      "login",
      """
      <h1>Sign in</h1>{{#error}}<p class="error" role="alert">{{error}}</p>{{/error}}
      <form method="post" action="/login"><label for="email">Email</label>
      <input id="email" name="email" type="email" autocomplete="username" required>
      <label for="password">Password</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required>
      <p><button>Sign in</button></p></form>
      """
    ),
    (
      "code",
      """
      <h1>One-time code</h1>{{#error}}<p class="error" role="alert">{{error}}</p>{{/error}}
      <form method="post" action="/code"><input type="hidden" name="challenge" value="{{challenge}}">
      <label for="code">Code</label>
      <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" required>
      <p><button>Verify</button></p></form>
      """
    ),
    (
      "invoices",
      """
      <h1>Invoices</h1>
      <form method="get" action="/invoices"><label for="vendor">Vendor</label>
      <select id="vendor" name="vendor"><option value="">All</option>
      {{#vendors}}<option{{#selected}} selected{{/selected}}>{{name}}</option>{{/vendors}}</select>
      <button>Filter</button></form>
      <table><caption>{{count}} invoices</caption><thead>
      <tr><th>Number</th><th>Vendor</th><th>Month</th><th>Total</th><th>State</th><th></th></tr></thead><tbody>
      {{#invoices}}<tr><td class="no">{{number}}</td><td>{{vendor}}</td><td>{{month}}</td>
      <td class="total">{{amount}}</td><td>{{#receipt}}<span class="paid">paid</span>{{/receipt}}{{^receipt}}open{{/receipt}}</td>
      <td><a href="/invoices/{{number}}">View</a></td></tr>{{/invoices}}
      </tbody></table>
      """
    ),
    (
      "invoice",
      """
      <h1>Invoice {{number}}</h1>
      <dl><dt>Vendor</dt><dd class="vendor">{{vendor}}</dd><dt>Month</dt><dd>{{month}}</dd>
      <dt>Total</dt><dd class="total">{{amount}}</dd></dl>
      {{#error}}<p class="error" role="alert">{{error}}</p>{{/error}}
      {{#receipt}}<p>Receipt <strong id="receipt">{{receipt}}</strong></p>{{/receipt}}
      {{^receipt}}
      <iframe title="Terms" src="/terms"></iframe>
      <form method="post" action="/invoices/{{number}}/pay"
        onsubmit="return confirm('Pay {{amount}} to {{vendor}}?')"><button class="pay">Pay now</button></form>
      {{/receipt}}
      <h2>Attachments</h2>
      <form method="post" action="/invoices/{{number}}/attach" enctype="multipart/form-data">
      <label for="file">Document</label><input id="file" name="file" type="file">
      <button>Attach</button></form>
      {{#attached}}<p id="attached">{{attached}}</p>{{/attached}}
      """
    ),
    (
      "terms",
      """
      <h1>Terms</h1><p>Payments are final. They reach the vendor on the next working day.</p>
      <label><input type="checkbox" id="agree"> I have read the terms</label>
      """
    ),
    ("missing", "<h1>Not found</h1><p>There is no such page.</p>"),
  ]
}
