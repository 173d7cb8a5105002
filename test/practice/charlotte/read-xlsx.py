"""Reads an XLSX with nothing but the standard library and prints its rows as JSON: a second opinion on our writer."""
import datetime
import json
import sys
import xml.etree.ElementTree as ElementTree
import zipfile

MAIN = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'

with zipfile.ZipFile(sys.argv[1]) as package:
    assert package.testzip() is None
    for name in package.namelist():
        ElementTree.fromstring(package.read(name))
    styles = ElementTree.fromstring(package.read('xl/styles.xml'))
    sheet = ElementTree.fromstring(package.read('xl/worksheets/sheet1.xml'))

formats = {f.get('numFmtId'): f.get('formatCode') for f in styles.iter(MAIN + 'numFmt')}
cell_formats = [xf.get('numFmtId') for xf in styles.find(MAIN + 'cellXfs')]


def value(cell):
    if cell.get('t') == 'inlineStr':
        return ''.join(text.text or '' for text in cell.iter(MAIN + 't'))
    number = cell.find(MAIN + 'v')
    if number is None:
        return ''
    code = formats.get(cell_formats[int(cell.get('s', '0'))], '')
    if 'yyyy' not in code:
        return number.text
    moment = datetime.datetime(1899, 12, 30) + datetime.timedelta(seconds=round(float(number.text) * 86400))
    return moment.strftime('%Y-%m-%d %H:%M:%S' if 'hh' in code else '%Y-%m-%d')


json.dump([[value(cell) for cell in row] for row in sheet.iter(MAIN + 'row')], sys.stdout)
