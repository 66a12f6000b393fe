from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('behavioral_data', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('stimulus', 'Stimulus'), ('response', 'Response'), ('pump', 'Pump'), ('burst', 'Burst')], db_index=True, max_length=16),
        ),
    ]
