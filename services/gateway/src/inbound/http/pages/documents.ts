/** The pages a browser opens: they hold nothing of the installation, and load nothing from elsewhere. */

const head = (title: string, more: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${more}
</head>`;

export const startPage = `${head('Chronovisor', '<link rel="stylesheet" href="/start.css">')}
<body>
<main>
<h1>Chronovisor</h1>
<p>A control plane for virtual machines that never forgets.</p>
<p>The web console is not part of this version. What you can do with it, you can do now with</p>
<ul>
<li>the command line: <code>npx chrono vm list</code></li>
<li>the HTTP API: <a href="/docs">its reference</a></li>
</ul>
<p>Both want the token in the file <code>admin-token</code> of the data directory; the command line finds it by itself on this machine.</p>
</main>
</body>
</html>
`;

export const startStyle = `:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5 }
main { max-width: 40rem; margin: 4rem auto; padding: 0 1rem }
code { font-size: 1rem }
`;

export const docsPage = `${head(
  'Chronovisor API',
  '<link rel="stylesheet" href="/docs/swagger-ui.css"><link rel="stylesheet" href="/docs/contrast.css"><link rel="icon" type="image/png" href="/docs/favicon-32x32.png">',
)}
<body>
<main id="reference"></main>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

/** The token stays in the page's memory only. */
export const docsScript = `window.ui = SwaggerUIBundle({
  url: '/docs/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  persistAuthorization: false,
  displayRequestDuration: true,
  validatorUrl: null,
});
`;

/** Swagger UI's own colours fall short of WCAG AA on badges, methods and the button that signs in. */
export const docsStyle = `.swagger-ui .info .title small { background: #4b5563 }
.swagger-ui .info .title small.version-stamp { background: #3f6212 }
.swagger-ui .btn.authorize { color: #14532d; border-color: #14532d }
.swagger-ui .btn.authorize svg { fill: #14532d }
.swagger-ui .opblock.opblock-get .opblock-summary-method { background: #1d4ed8 }
.swagger-ui .opblock.opblock-post .opblock-summary-method { background: #166534 }
.swagger-ui .opblock.opblock-patch .opblock-summary-method { background: #115e59 }
.swagger-ui .opblock.opblock-delete .opblock-summary-method { background: #b91c1c }
.swagger-ui .info a, .swagger-ui .opblock-tag a { color: #1d4ed8 }
.swagger-ui .opblock .opblock-summary-description, .swagger-ui .opblock-tag small, .swagger-ui .parameter__type,
.swagger-ui .parameter__in, .swagger-ui .prop-format, .swagger-ui .model, .swagger-ui .response-col_links { color: #374151 }
`;
