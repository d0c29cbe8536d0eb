#!/usr/bin/env python3
"""What ten runs of a skill cost, one after another: credits, model calls and human decisions of each, as tables.

  curve.py TWIN [BEDS]     the demo site; with BEDS (a folder of scripts that make real sites) Django's admin and Adminer too

Every run is a process of its own. The person is this script: it answers what is asked, and counts for nothing else. The
demo site begins anew for each run; the model is a few lines on loopback that answer the same words to everything. Exit 1
where a skill still costs something in its third run or later."""
import http.server, json, os, subprocess, sys, tempfile, threading, time, urllib.request

RUNS = 10
HERE = os.path.dirname(os.path.abspath(__file__))
SKILLS = os.path.join(HERE, '..', '..', 'skills')


class Model(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers['content-length']))
        body = json.dumps({
            'choices': [{'index': 0, 'finish_reason': 'stop', 'message': {'role': 'assistant', 'content': 'Paid in full this month.'}}],
            'usage': {'prompt_tokens': 20, 'completion_tokens': 6, 'total_tokens': 26}}).encode()
        self.send_response(200)
        self.send_header('content-type', 'application/json')
        self.send_header('content-length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def free_port():
    import socket
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


class Site:
    """A command that serves on a port until it is ended."""
    def __init__(self, command, port, log):
        self.address = f'http://127.0.0.1:{port}'
        self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        for _ in range(3000):
            try:
                urllib.request.urlopen(self.address, timeout=5)
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                if self.process.poll() is not None:
                    sys.exit(f'{command[0]} ended: see {log.name}')
                time.sleep(0.1)
        sys.exit(f'{command[0]} does not answer: see {log.name}')

    def end(self):
        os.killpg(self.process.pid, 15)
        self.process.wait()


class Person:
    def __init__(self, twin, folder, environment):
        self.twin, self.folder, self.environment = twin, folder, {**os.environ, **environment}

    def call(self, *words):
        done = subprocess.run([self.twin, *words, '--json'], cwd=self.folder, env=self.environment, capture_output=True, text=True)
        if done.returncode not in (0, 3):
            sys.exit(f'twin {" ".join(words)}: {done.returncode}\n{done.stdout[-3000:]}{done.stderr}')
        return json.loads(done.stdout)

    def run(self, skill, inputs, wanted):
        """Runs to the end; of what is asked, the option whose label has `wanted` in it is chosen."""
        words = [word for name, value in inputs.items() for word in ('-i', f'{name}={value}')]
        run = self.call('run', skill, *words)
        while run['status'] == 'awaiting_approval':
            gate = run['pendingStep']
            options = [o for o in gate.get('options') or [] if wanted in str(o['label'])]
            if gate['kind'] != 'choice' or len(options) != 1:
                sys.exit(f'nobody foresaw this question: {json.dumps(gate)[:2000]}')
            run = self.call('approve', run['id'], '--choose', str(options[0]['value']))
        if run['status'] != 'completed':
            sys.exit(f'{run["id"]} {run["status"]}: {run["error"]}')
        return run


def table(person, skill, where):
    runs = person.call('cost', skill)['runs']
    print(f'\n`{skill}`, {where}\n\n| run | ' + ' | '.join(str(n + 1) for n in range(len(runs))) + ' |')
    print('|---|' + '---|' * len(runs))
    for title, key in (('credits', 'credits'), ('model calls', 'modelCalls'), ('human decisions', 'humanDecisions')):
        print(f'| {title} | ' + ' | '.join(f'{run[key]:g}' for run in runs) + ' |')
    print('| reused | ' + ' | '.join(str(sum(s.get('count', 1) for s in run['savings'])) for run in runs) + ' |', flush=True)
    late = [run for run in runs[2:] if run['credits'] or run['modelCalls'] or run['humanDecisions']]
    return len(runs) == RUNS and not late


def main(twin, beds):
    model = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Model)
    threading.Thread(target=model.serve_forever, daemon=True).start()
    folder = tempfile.mkdtemp(prefix='twin-curve-')
    with open(folder + '/twin.yaml', 'w') as file:
        file.write(f'model: {{ url: "http://127.0.0.1:{model.server_port}/v1", name: scripted }}\nprices: {{ model: 1 }}\n')
    log = open(folder + '/sites.log', 'w')
    person = Person(twin, folder, {
        'TWIN_CONFIG': folder + '/twin.yaml', 'TWIN_SECRET_BILLING_PASSWORD': 'correct horse',
        'TWIN_SECRET_BILLING_CODE': 'MRSW23ZNONUXIZJNN5TC25DXNFXC2IJB', 'TWIN_SECRET_ADMIN_PASSWORD': 'pw-ana-123',
        'TWIN_SECRET_ADMIN_CODE': 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 'TWIN_SECRET_DATABASE_PASSWORD': 'letmein'})
    falls = []

    port = free_port()
    for _ in range(RUNS):
        site = Site([twin, 'demo', 'site', '--port', str(port)], port, log)
        person.run(HERE + '/pay-small-invoice.yaml', {'site': site.address}, 'INV-103')
        site.end()
    falls.append(table(person, 'pay-small-invoice', 'the demo site'))

    if beds:
        port = free_port()
        site = Site([beds + '/django-2fa', 'up', folder + '/django', str(port)], port, log)
        for _ in range(RUNS):
            person.run(HERE + '/mark-paid.yaml', {'site': site.address}, 'Invoices')
        site.end()
        falls.append(table(person, 'mark-paid', "Django's admin behind a second factor"))

        port = free_port()
        site = Site([beds + '/adminer', 'up', folder + '/adminer', str(port)], port, log)
        for _ in range(RUNS):
            inputs = {'site': site.address, 'database': folder + '/adminer/shop.db', 'amount': '777.5'}
            person.run(SKILLS + '/edit-invoice.yaml', inputs, 'INV-7 ')
        site.end()
        falls.append(table(person, 'edit-invoice', 'Adminer'))
    else:
        print('\nThe real sites are left out: no folder of scripts that make them was named')
    sys.exit(0 if all(falls) else 1)


if len(sys.argv) < 2:
    sys.exit(__doc__)
main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else None)
