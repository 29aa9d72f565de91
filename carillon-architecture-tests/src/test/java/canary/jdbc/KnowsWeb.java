package canary.jdbc;

import canary.web.Page;

final class KnowsWeb {
    final Page page = new Page();
}
